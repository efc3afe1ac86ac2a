"""The operations of a SavedModel's graph (graph.proto, node_def.proto)."""

from collections.abc import Iterator

from ..stream import Buffered
from .protobuf import Budget, Message

_VARIABLES = {"VarHandleOp", "Variable", "VariableV2", "AutoReloadVariable"}


def has_variables(stream: Buffered, size: int) -> bool:
    """Whether a graph holds a variable; raises Truncated, Corrupt or TooMuch."""
    for number, _ in (top := Message(stream, size, Budget())).fields():
        if number == 2 and any(_has_variable(graph) for graph in _graphs(top.message())):
            return True
    return False


def _graphs(meta_graph: Message) -> Iterator[Message]:
    for number, _ in meta_graph.fields():
        if number == 2:
            yield meta_graph.message()


def _has_variable(graph: Message) -> bool:
    return any(number == 1 and _operation(graph.message()) in _VARIABLES for number, _ in graph.fields())


def _operation(node: Message) -> str:
    for number, _ in node.fields():
        if number == 2:
            return node.text()
    return ""
