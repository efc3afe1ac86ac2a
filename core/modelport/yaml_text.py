"""YAML text: read with the line of every key, written so that every reader gets the same strings, and edited in place.

ruamel.yaml is imported where it is used: most commands read no YAML.
"""

import io
import math
import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import ScalarNode
    from ruamel.yaml.representer import RoundTripRepresenter

Place = tuple[str, ...]
WIDTH = 110
OTHERWISE_READ = re.compile(
    r"(y|n|yes|no|on|off|true|false|null|~|=|<<)|[-+]?[.\d][\d_.,:]*(e[-+]?\d+)?|[-+]?\.(inf|nan)"
    r"|[-+]?0[xob][\da-f_]+|\d{4}-\d{1,2}-\d{1,2}([Tt\s].*)?",
    re.IGNORECASE,
)
"""Plain scalars that some reader of YAML 1.1 or 1.2 takes for something else than a string (yaml.org/type)."""


class NotYaml(ValueError):
    """The text is no YAML; the message says why and names the line."""


def load(text: str) -> Any:
    """The text as dicts, lists and scalars, after YAML 1.1 as gcloud reads it; raises NotYaml."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MantissaNoDotYAML1_1Warning, YAMLError

    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)
    yaml.allow_duplicate_keys = True
    try:
        with warnings.catch_warnings():
            # `1e-7` is a number to YAML 1.2 and to people, and is read as one.
            warnings.simplefilter("ignore", MantissaNoDotYAML1_1Warning)
            return yaml.load(text)
    except (YAMLError, ValueError) as error:
        raise NotYaml(_why(error)) from None


def places(text: str) -> Iterator[tuple[Place, int]]:
    """Every key with the keys above it and its line, which counts from 1; a key that is written twice comes twice."""
    from ruamel.yaml import YAML

    return _keys(YAML(typ="safe", pure=True).compose(text), ())


def dump(data: object) -> str:
    """What JSON can hold as block-style YAML, in the order of `data`."""
    yaml = _writer()
    yaml.representer.ignore_aliases = lambda data: True
    return _written(yaml, data)


def updated(text: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    """The text with what differs between `old` (its content) and `new` put in; comments, order and quotes stay.

    Raises NotYaml for keys that are written twice and for a change to what is merged in from elsewhere.
    """
    from ruamel.yaml.error import YAMLError

    yaml = _writer()
    yaml.preserve_quotes = True
    try:
        tree = yaml.load(text)
        _put(tree, old, new)
        return _written(yaml, tree)
    except (YAMLError, KeyError, ValueError) as error:
        raise NotYaml(_why(error)) from None


def _put(tree: Any, old: dict[str, Any], new: dict[str, Any]) -> None:
    for key in [key for key in old if key not in new]:
        del tree[key]
    for key, value in new.items():
        before = old.get(key)
        if isinstance(before, dict) and isinstance(value, dict) and before:
            _put(tree[key], before, value)
        elif key not in old or before != value:
            tree[key] = value


def _keys(node: Any, place: Place) -> Iterator[tuple[Place, int]]:
    from ruamel.yaml.nodes import MappingNode

    if isinstance(node, MappingNode):
        for key, value in node.value:
            here = (*place, str(key.value))
            yield here, key.start_mark.line + 1
            yield from _keys(value, here)


def _writer() -> "YAML":
    from ruamel.yaml import YAML
    from ruamel.yaml.representer import RoundTripRepresenter

    class Representer(RoundTripRepresenter):
        """Quotes what would be read otherwise."""

    Representer.add_representer(str, _string)
    Representer.add_representer(float, _float)
    yaml = YAML()
    yaml.Representer = Representer
    yaml.width = WIDTH
    yaml.representer.sort_base_mapping_type_on_output = False
    return yaml


def _string(representer: "RoundTripRepresenter", text: str) -> "ScalarNode":
    style = '"' if OTHERWISE_READ.fullmatch(text) else None
    return representer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _float(representer: "RoundTripRepresenter", value: float) -> "ScalarNode":
    """With a point before the exponent, without which YAML 1.1 reads a string."""
    if math.isfinite(value):
        mantissa, e, exponent = repr(value).partition("e")
        text = f"{mantissa if '.' in mantissa else f'{mantissa}.0'}{e}{exponent}"
        return representer.represent_scalar("tag:yaml.org,2002:float", text)
    return representer.represent_float(value)


def _written(yaml: "YAML", data: object) -> str:
    text = io.StringIO()
    yaml.dump(data, text)
    return text.getvalue()


def _why(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)
