"""The kinds of operations in a SavedModel's graph and its functions (graph.proto, function.proto, node_def.proto)."""

from ..stream import Buffered
from .protobuf import Budget, Message

VARIABLES = frozenset({"VarHandleOp", "Variable", "VariableV2", "AutoReloadVariable"})
ASSET_READERS = frozenset({"InitializeTableFromTextFile", "InitializeTableFromTextFileV2"})
"""What reads an asset while the model is loaded."""
# Fields that lead from a SavedModel over its meta graphs and their graph to a node, directly or through a function.
_META_GRAPH = _GRAPH = _LIBRARY = _OPERATION = 2
_NODE = _FUNCTION = 1
_NODE_OF_FUNCTION = 3


def collect_operations(stream: Buffered, size: int, found: set[str]) -> None:
    """Add each kind of operation to `found`; raises Truncated, Corrupt or TooMuch with what was found until then."""
    top = Message(stream, size, Budget())
    for number, _ in top.fields():
        if number == _META_GRAPH:
            _of_meta_graph(top.message(), found)


def _of_meta_graph(meta_graph: Message, found: set[str]) -> None:
    for number, _ in meta_graph.fields():
        if number == _GRAPH:
            _of_graph(meta_graph.message(), found)


def _of_graph(graph: Message, found: set[str]) -> None:
    for number, _ in graph.fields():
        if number == _NODE:
            found.add(_operation(graph.message()))
        elif number == _LIBRARY:
            _of_library(graph.message(), found)


def _of_library(library: Message, found: set[str]) -> None:
    for number, _ in library.fields():
        if number == _FUNCTION:
            function = library.message()
            found.update(_operation(function.message()) for field, _ in function.fields() if field == _NODE_OF_FUNCTION)


def _operation(node: Message) -> str:
    for number, _ in node.fields():
        if number == _OPERATION:
            return node.text()
    return ""
