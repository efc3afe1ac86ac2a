"""The wire format of protocol buffers: fields of a message, one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..stream import Buffered, Corrupt, TooMuch, Truncated

FIELDS_AT_MOST = 300_000
_KEPT_BYTES = 4096


@dataclass(slots=True)
class Budget:
    """Fields that may still be read, over all messages of a file."""

    left: int = FIELDS_AT_MOST


class Message:
    """A message of `length` bytes that begins where the stream is."""

    def __init__(self, stream: Buffered, length: int, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._end = stream.position + length
        self._payload_end = stream.position

    def fields(self) -> Iterator[tuple[int, int]]:
        """Number and value (length, for bytes and messages) of each field; what is not read is passed over."""
        while (position := self._pass_rest()) < self._end:
            self._budget.left -= 1
            if self._budget.left < 0:
                raise TooMuch
            key = self._varint()
            self._payload_end = self._stream.position
            yield key >> 3, self._value(key & 7)
            if self._stream.position < position:
                raise Corrupt("a field ends before it begins")

    def message(self) -> "Message":
        """The message in the current field."""
        return Message(self._stream, self._payload_end - self._stream.position, self._budget)

    def text(self) -> str:
        """The text in the current field, at most 4,096 bytes of it."""
        length = min(self._payload_end - self._stream.position, _KEPT_BYTES)
        return self._stream.read(length).decode("utf-8", "replace")

    def _value(self, wire_type: int) -> int:
        if wire_type == 0:
            value = self._varint()
            self._payload_end = self._stream.position
            return value
        if wire_type not in (1, 2, 5):
            raise Corrupt(f"wire type {wire_type} does not exist")
        length = self._varint() if wire_type == 2 else {1: 8, 5: 4}[wire_type]
        self._payload_end = self._stream.position + length
        if self._payload_end > self._end:
            raise Truncated
        return length

    def _pass_rest(self) -> int:
        self._stream.skip(self._payload_end - self._stream.position)
        return self._stream.position

    def _varint(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self._stream.read(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise Corrupt("a number has more than 10 bytes")
