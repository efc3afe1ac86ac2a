"""Which of XGBoost's formats some bytes are in, and reading it."""

from ..stream import Buffered, Corrupt
from .binary import read_binary
from .json_text import read_json
from .model import XgboostModel
from .ubjson import read_ubjson

_SERIALISED = b"CONFIG-offset:"
_UBJSON_LENGTHS = b"LlIUi"


def looks_like_model(head: bytes) -> bool:
    """Whether a long string inside a pickle is an XGBoost model."""
    is_document = head[:1] == b"{" and head[1:2] in (b"L", b'"') and (b"Config" in head or b"learner" in head)
    return is_document or head.startswith((b"binf", _SERIALISED))


def read_model(stream: Buffered) -> XgboostModel:
    """Read a model from its first byte on; raises Corrupt, Truncated or TooMuch."""
    head = stream.peek(len(_SERIALISED))
    if head.startswith(_SERIALISED):
        stream.skip(len(_SERIALISED) + 8)
        head = stream.peek(4)
    if head.startswith(b"binf"):
        return read_binary(stream)
    try:
        if head[1:2] and head[1] in _UBJSON_LENGTHS:
            return read_ubjson(stream)
        return read_json(stream)
    except RecursionError as error:
        raise Corrupt("it is nested deeper than any model") from error
