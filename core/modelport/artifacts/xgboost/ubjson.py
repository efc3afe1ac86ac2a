"""Models saved as UBJSON (https://ubjson.org), read forward; arrays of numbers are passed over."""

import struct

from ..stream import Buffered, Corrupt, TooMuch
from .document import WANTED, model_from
from .model import XgboostModel

VALUES_AT_MOST = 4_000_000
_DEPTH_AT_MOST = 64
_KEPT_TEXT = 256
_KEPT_ITEMS = 10_000
_WIDTHS = {b"i": 1, b"U": 1, b"I": 2, b"u": 2, b"l": 4, b"L": 8, b"d": 4, b"D": 8, b"C": 1, b"B": 1}
_FLOATS = {b"d": ">f", b"D": ">d"}
_CONSTANTS: dict[bytes, object] = {b"Z": None, b"T": True, b"F": False}
_KEPT_KEYS = WANTED | {"Model", "learner", "name", "num_feature", "num_class", "base_score"}


def read_ubjson(stream: Buffered) -> XgboostModel:
    """Read a model; raises Corrupt, Truncated or TooMuch."""
    return model_from(_Reader(stream).value(stream.read(1), 0, keep=True), "UBJSON")


class _Reader:
    """A recursive reader with limits; where `keep` is false, values are read past and given as None."""

    def __init__(self, stream: Buffered) -> None:
        self._stream = stream
        self._values = 0

    def value(self, marker: bytes, depth: int, *, keep: bool) -> object:
        self._values += 1
        if depth > _DEPTH_AT_MOST:
            raise Corrupt("it is nested deeper than any model")
        if self._values > VALUES_AT_MOST:
            raise TooMuch
        if marker == b"{":
            return self._mapping(depth, keep=keep)
        if marker == b"[":
            return self._array(depth, keep=keep)
        if marker in (b"S", b"H"):
            return self._text(keep=keep)
        return self._number(marker, keep=keep)

    def _mapping(self, depth: int, *, keep: bool) -> object:
        kind, count = self._header()
        result: dict[str, object] = {}
        seen = 0
        while seen != count and not (count is None and self._closes(b"}")):
            key = self._text(keep=True) or ""
            wanted = keep and key in _KEPT_KEYS
            value = self.value(kind or self._marker(), depth + 1, keep=wanted)
            if wanted:
                result[key] = value
            seen += 1
        return result if keep else None

    def _array(self, depth: int, *, keep: bool) -> object:
        kind, count = self._header()
        if count is not None and kind in _WIDTHS and not (keep and count <= _KEPT_ITEMS):
            self._stream.skip(count * _WIDTHS[kind])
            return None
        result: list[object] = []
        seen = 0
        while seen != count and not (count is None and self._closes(b"]")):
            value = self.value(kind or self._marker(), depth + 1, keep=keep)
            if keep and len(result) < _KEPT_ITEMS:
                result.append(value)
            seen += 1
        return result if keep else None

    def _header(self) -> tuple[bytes, int | None]:
        """The optional type and count of a container: b"" and None where items carry their own and an end mark."""
        kind = b""
        if self._stream.peek(1) == b"$":
            self._stream.skip(1)
            kind = self._stream.read(1)
        if self._stream.peek(1) != b"#":
            if kind:
                raise Corrupt("a typed container has no count")
            return b"", None
        self._stream.skip(1)
        return kind, self._count()

    def _closes(self, end: bytes) -> bool:
        if self._stream.peek(1) != end:
            return False
        self._stream.skip(1)
        return True

    def _marker(self) -> bytes:
        marker = self._stream.read(1)
        while marker == b"N":
            marker = self._stream.read(1)
        return marker

    def _count(self) -> int:
        value = self._number(self._stream.read(1), keep=True)
        if not isinstance(value, int) or value < 0:
            raise Corrupt("a length is no number")
        return value

    def _text(self, *, keep: bool) -> str | None:
        length = self._count()
        if keep and length <= _KEPT_TEXT:
            return self._stream.read(length).decode("utf-8", "replace")
        self._stream.skip(length)
        return None

    def _number(self, marker: bytes, *, keep: bool) -> object:
        if marker in _CONSTANTS:
            return _CONSTANTS[marker]
        width = _WIDTHS.get(marker)
        if width is None:
            raise Corrupt(f"{marker!r} is no UBJSON marker")
        raw = self._stream.read(width)
        if not keep:
            return None
        if marker in _FLOATS:
            return float(struct.unpack(_FLOATS[marker], raw)[0])
        return int.from_bytes(raw, "big", signed=marker not in (b"U", b"B", b"u"))
