"""NumPy arrays in pickles, and between the operations of a joblib file."""

import math
import struct
from collections.abc import Callable

from ..stream import Buffered, TooMuch
from .values import Array, Global, Instance, state_of

_DECODED_AT_MOST = 4096
_OLD_CHARACTERS = {"?": "b1", "b": "i1", "h": "i2", "i": "i4", "q": "i8", "l": "i8", "f": "f4", "d": "f8"}
_FORMATS = {"f8": "d", "f4": "f", "f2": "e", "i8": "q", "i4": "i", "i2": "h", "i1": "b", "b1": "?"} | {
    "u8": "Q", "u4": "I", "u2": "H", "u1": "B",
}  # fmt: skip


def is_wrapper(made_by: object) -> bool:
    """Whether this class marks an array whose bytes follow in the stream (joblib 0.10 and later)."""
    return (
        isinstance(made_by, Global)
        and made_by.name == "NumpyArrayWrapper"
        and made_by.module.endswith("joblib.numpy_pickle")
    )


def wrapped_array(wrapper: Instance, stream: Buffered, nested: Callable[[], object]) -> object:
    """Pass over the array that follows its wrapper; raises TooMuch where its length cannot be known."""
    state = state_of(wrapper)
    shape, dtype = shape_of(state.get("shape")), dtype_of(state.get("dtype"))
    if dtype.startswith("O"):
        return nested()
    if state.get("numpy_array_alignment_bytes") is not None:
        stream.skip(stream.read(1)[0])
    size = math.prod(shape) * itemsize(dtype)
    if size > _DECODED_AT_MOST:
        stream.skip(size)
        return Array(shape, dtype)
    return Array(shape, dtype, decoded(stream.read(size), dtype, order_of(state.get("dtype"))))


def pickled_array(instance: Instance) -> Array | None:
    """The array that an instance is, where it is one: made by `_reconstruct` and a state, or by `_frombuffer`."""
    function = instance.callable
    if not isinstance(function, Global) or not function.module.startswith("numpy"):
        return None
    if function.name == "_reconstruct" and isinstance(instance.state, tuple) and len(instance.state) == 5:
        _, shape, dtype, _, data = instance.state
        return _array(shape, dtype, data)
    if function.name == "_frombuffer" and len(instance.args) >= 3:
        data, dtype, shape = instance.args[:3]
        return _array(shape, dtype, data)
    return None


def _array(shape: object, dtype: object, data: object) -> Array | None:
    try:
        sizes, kind = shape_of(shape), dtype_of(dtype)
    except TooMuch:
        return None
    if isinstance(data, list):
        return Array(sizes, kind, tuple(data))
    if isinstance(data, Instance) and data.args:
        data = data.args[0]
    raw = data.encode("latin-1", "replace") if isinstance(data, str) else data
    return Array(sizes, kind, decoded(raw, kind, order_of(dtype)) if isinstance(raw, bytes) else ())


def shape_of(value: object) -> tuple[int, ...]:
    """A shape; raises TooMuch where it was not kept."""
    if isinstance(value, int):
        return (value,)
    sizes = tuple(size for size in value if isinstance(size, int)) if isinstance(value, tuple) else ()
    if not isinstance(value, tuple) or len(sizes) != len(value) or any(size < 0 for size in sizes):
        raise TooMuch
    return sizes


def dtype_of(value: object) -> str:
    """Kind and itemsize, such as `f8`, `U7`, `V64` or `O8`; raises TooMuch where they cannot be known."""
    if isinstance(value, Instance) and value.args and isinstance(value.args[0], str):
        name = value.args[0].lstrip("<>|=")
        return _OLD_CHARACTERS.get(name, name)
    raise TooMuch


def order_of(value: object) -> str:
    """`<` or `>`: the order of bytes in the dtype's state."""
    state = value.state if isinstance(value, Instance) else None
    return ">" if isinstance(state, tuple) and len(state) > 1 and state[1] == ">" else "<"


def itemsize(dtype: str) -> int:
    """Bytes of one item; raises TooMuch where the dtype does not say."""
    digits = dtype[1:]
    if not digits.isdecimal() or len(digits) > 9:
        raise TooMuch
    return int(digits) * (4 if dtype[0] == "U" else 1)


def decoded(raw: bytes, dtype: str, order: str) -> tuple[object, ...]:
    """The items of a small array of numbers or text, or ()."""
    if dtype[0] == "U" and (size := itemsize(dtype)):
        codec = "utf-32-le" if order == "<" else "utf-32-be"
        return tuple(raw[at : at + size].decode(codec, "replace").rstrip("\0") for at in range(0, len(raw), size))
    form = _FORMATS.get(dtype)
    if form is None or len(raw) % struct.calcsize(form):
        return ()
    return struct.unpack(f"{order}{len(raw) // struct.calcsize(order + form)}{form}", raw)
