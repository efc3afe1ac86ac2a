"""One instance that a signature would accept."""

from math import prod

from ..report import Signature, Tensor

_ITEMS_AT_MOST = 10_000
_FLOATS = {"float16", "bfloat16", "float32", "float64"}
_INTEGERS = {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}
_BYTES_SUFFIX = "_bytes"


def sample_instances(signature: Signature) -> tuple[object, ...]:
    """A bare value for a single input, else an object keyed by input; () where no value can be made up."""
    values = {tensor.name: _value(tensor) for tensor in signature.inputs if not tensor.is_single}
    if not values or any(value is None for value in values.values()):
        return ()
    return tuple(values.values()) if len(signature.inputs) == 1 else (values,)


def _value(tensor: Tensor) -> object:
    zero = _zero(tensor)
    if zero is None or tensor.shape is None:
        return zero
    # The first dimension is the batch's; a size that is open becomes 1.
    sizes = [1 if size < 0 else size for size in tensor.shape[1:]]
    return _filled(zero, sizes) if prod(sizes) <= _ITEMS_AT_MOST else None


def _zero(tensor: Tensor) -> object:
    if tensor.dtype in _FLOATS:
        return 0.0
    if tensor.dtype in _INTEGERS:
        return 0
    if tensor.dtype == "bool":
        return False
    # Made-up bytes are no image or record that a model could decode.
    return "" if tensor.dtype == "string" and not tensor.name.endswith(_BYTES_SUFFIX) else None


def _filled(zero: object, sizes: list[int]) -> object:
    if not sizes:
        return zero
    return [_filled(zero, sizes[1:]) for _ in range(sizes[0])]
