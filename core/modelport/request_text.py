"""How a request's content stands in its file: the line of each key, and each scalar in its own characters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .yaml_text import Place

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node


@dataclass(frozen=True, slots=True)
class Written:
    """A YAML text with the line of every key in it; empty where the content comes from no file."""

    text: str = ""
    lines: Mapping[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """The line of a key, and for an item of a list its own; 0 where that is not known."""
        if place in self.lines or not place:
            return self.lines.get(place, 0)
        node = self._node(place)
        return node.start_mark.line + 1 if node else 0

    def scalar(self, place: Place) -> str:
        """A scalar without quotes as it is written, such as `2.10`; "" for everything else."""
        from ruamel.yaml.nodes import ScalarNode

        node = self._node(place)
        is_plain = isinstance(node, ScalarNode) and node.style is None
        return str(node.value) if node and is_plain else ""

    def _node(self, place: Place) -> "Node | None":
        from ruamel.yaml import YAML

        node = YAML(typ="safe", pure=True).compose(self.text) if self.text else None
        for name in place:
            node = _child(node, name)
        return node


def _child(node: Any, name: str) -> Any:
    """What a node of YAML holds under a key, the last one where it is there twice, or at an index."""
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    if isinstance(node, MappingNode):
        return next((value for key, value in reversed(node.value) if key.value == name), None)
    if isinstance(node, SequenceNode) and name.isdecimal() and int(name) < len(node.value):
        return node.value[int(name)]
    return None
