"""The meta graphs of a SavedModel: tags, TensorFlow's version, signatures (saved_model.proto, meta_graph.proto)."""

import re
from dataclasses import dataclass, field

from ..report import Signature, Tensor
from ..stream import Buffered, Corrupt
from .protobuf import Budget, Message

SERVE = "serve"
DEFAULT_SIGNATURE = "serving_default"
_HIDDEN_SIGNATURE = "__saved_model_init_op"
_KEPT = 256
_ASSETS_KEPT = 4096
_DTYPES = {
    1: "float32", 2: "float64", 3: "int32", 4: "uint8", 5: "int16", 6: "int8", 7: "string", 8: "complex64", 9: "int64",
    10: "bool", 11: "qint8", 12: "quint8", 13: "qint32", 14: "bfloat16", 15: "qint16", 16: "quint16", 17: "uint16",
    18: "complex128", 19: "float16", 20: "resource", 21: "variant", 22: "uint32", 23: "uint64",
}  # fmt: skip
_REFERENCE = 100


@dataclass(slots=True)
class MetaGraph:
    """One graph of a SavedModel; `assets` are names of files in its `assets/`."""

    tags: list[str] = field(default_factory=list)
    version: str = ""
    signatures: dict[str, Signature] = field(default_factory=dict)
    assets: list[str] = field(default_factory=list)


def read_saved_model(stream: Buffered, size: int) -> list[MetaGraph]:
    """The meta graphs of `saved_model.pb`; raises Truncated, Corrupt or TooMuch."""
    top = Message(stream, size, Budget())
    graphs: list[MetaGraph] = []
    for number, _ in top.fields():
        if number == 2 and len(graphs) < _KEPT:
            graphs.append(_meta_graph(top.message()))
    if not graphs:
        raise Corrupt("it holds no meta graph")
    return graphs


def read_text_saved_model(stream: Buffered) -> list[MetaGraph]:
    """What a search finds in the first 64 MiB of `saved_model.pbtxt`: version and tags."""
    graph = MetaGraph()
    carried = b""
    for _ in range(1024):
        chunk = stream.read(len(stream.peek(65536)[:65536]))
        if not chunk:
            break
        text = carried + chunk
        if version := re.search(rb'tensorflow_version:\s*"([^"]{1,40})"', text):
            graph.version = version[1].decode("utf-8", "replace")
        graph.tags += [tag.decode() for tag in re.findall(rb'tags:\s*"(serve)"', text) if not graph.tags]
        carried = chunk[-256:]
    return [graph]


def _meta_graph(message: Message) -> MetaGraph:
    graph = MetaGraph()
    for number, _ in message.fields():
        if number == 1:
            _meta_info(message.message(), graph)
        elif number == 5 and len(graph.signatures) < _KEPT:
            name, signature = _signature_entry(message.message())
            if name != _HIDDEN_SIGNATURE:
                graph.signatures[name] = signature
        elif number == 6 and len(graph.assets) < _ASSETS_KEPT:
            graph.assets.append(_asset(message.message()))
    return graph


def _asset(message: Message) -> str:
    return next((message.text() for number, _ in message.fields() if number == 2), "")


def _meta_info(message: Message, graph: MetaGraph) -> None:
    for number, _ in message.fields():
        if number == 4 and len(graph.tags) < _KEPT:
            graph.tags.append(message.text())
        elif number == 5:
            graph.version = message.text()


def _signature_entry(message: Message) -> tuple[str, Signature]:
    name = ""
    inputs: tuple[Tensor, ...] = ()
    outputs: tuple[Tensor, ...] = ()
    for number, _ in message.fields():
        if number == 1:
            name = message.text()
        elif number == 2:
            inputs, outputs = _signature(message.message())
    return name, Signature(name, inputs, outputs)


def _signature(message: Message) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    inputs: list[Tensor] = []
    outputs: list[Tensor] = []
    for number, _ in message.fields():
        side = {1: inputs, 2: outputs}.get(number)
        if side is not None and len(side) < _KEPT:
            side.append(_tensor(message.message()))
    return _by_name(inputs), _by_name(outputs)


def _by_name(tensors: list[Tensor]) -> tuple[Tensor, ...]:
    return tuple(sorted(tensors, key=lambda tensor: tensor.name))


def _tensor(message: Message) -> Tensor:
    name, dtype, shape = "", "", None
    for number, _ in message.fields():
        if number == 1:
            name = message.text()
        elif number == 2:
            dtype, shape = _tensor_info(message.message())
    return Tensor(name, dtype, shape)


def _tensor_info(message: Message) -> tuple[str, tuple[int, ...] | None]:
    dtype = ""
    shape: tuple[int, ...] | None = None
    for number, value in message.fields():
        if number == 2:
            dtype = _DTYPES.get(value % _REFERENCE, f"dtype {value}")
        elif number == 3:
            shape = _shape(message.message())
    return dtype, shape


def _shape(message: Message) -> tuple[int, ...] | None:
    sizes: list[int] = []
    is_unknown = False
    for number, value in message.fields():
        if number == 2 and len(sizes) < _KEPT:
            sizes.append(_dimension(message.message()))
        elif number == 3:
            is_unknown = bool(value)
    return None if is_unknown else tuple(sizes)


def _dimension(message: Message) -> int:
    size = 0
    for number, value in message.fields():
        if number == 1:
            size = value - (1 << 64) if value >= 1 << 63 else value
    return size
