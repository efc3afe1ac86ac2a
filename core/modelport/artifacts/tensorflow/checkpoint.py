"""How large the data of variables must be, by `variables.index`.

That is a sorted table of LevelDB's form (table_format.md, tensor_bundle.proto). Its blocks hold keys, of which each
shares its beginning with the one before, and values: a BundleHeaderProto under the empty key, and a BundleEntryProto
for each tensor, with its shard, offset and size.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from ..stream import Corrupt, TooMuch, Truncated, plain
from .protobuf import Budget, Message

INDEX_AT_MOST = 8 << 20
_LONGEST = 4096
_MAGIC = (0xDB4775248B80FB57).to_bytes(8, "little")
_FOOTER = 48
_UNCOMPRESSED = 0


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The number of shards, and for each of those with tensors the bytes that it must have at least."""

    shards: int
    sizes: dict[int, int]


def read_index(data: bytes) -> Checkpoint:
    """What `variables.index` says; raises Corrupt where it is no such table, TooMuch where it can't be followed."""
    if len(data) < _FOOTER or data[-8:] != _MAGIC:
        raise Corrupt("it does not end as such an index does")
    budget = Budget()
    shards, sizes = 1, dict[int, int]()
    try:
        for key, value in _items(data, budget):
            if not key:
                shards = _fields(value, budget).get(1, 1)
            else:
                entry = _fields(value, budget)
                shard, end = entry.get(3, 0), entry.get(4, 0) + entry.get(5, 0)
                sizes[shard] = max(sizes.get(shard, 0), end)
    except Truncated:
        raise Corrupt("one of its blocks reaches beyond its end") from None
    return Checkpoint(shards, sizes)


def _items(data: bytes, budget: Budget) -> Iterator[tuple[bytes, bytes]]:
    """Every key with its value."""
    footer = _Cursor(data, len(data) - _FOOTER)
    footer.number(), footer.number()
    for _, handle in _of_block(data, footer.number(), footer.number(), budget):
        cursor = _Cursor(handle, 0)
        yield from _of_block(data, cursor.number(), cursor.number(), budget)


def _of_block(data: bytes, offset: int, size: int, budget: Budget) -> Iterator[tuple[bytes, bytes]]:
    """Entries of a block, which ends with the places where keys are whole and their number; its compression follows."""
    if offset + size >= len(data) or size < 4:
        raise Truncated
    if data[offset + size] != _UNCOMPRESSED:
        raise TooMuch
    restarts = int.from_bytes(data[offset + size - 4 : offset + size], "little")
    end = offset + size - 4 - 4 * restarts
    cursor, key = _Cursor(data, offset), b""
    while cursor.at < end:
        budget.left -= 1
        shared, own, length = cursor.number(), cursor.number(), cursor.number()
        if budget.left < 0 or max(shared + own, length) > _LONGEST:
            raise TooMuch
        key = key[:shared] + cursor.take(own)
        yield key, cursor.take(length)


def _fields(value: bytes, budget: Budget) -> dict[int, int]:
    """The numbers of a message, by the numbers of their fields."""
    message = Message(plain(io.BytesIO(value)), len(value), budget)
    return dict(message.fields())


class _Cursor:
    """A place in some bytes."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self.at = data, at

    def take(self, count: int) -> bytes:
        """So many bytes; raises Truncated."""
        if self.at + count > len(self._data):
            raise Truncated
        self.at += count
        return self._data[self.at - count : self.at]

    def number(self) -> int:
        """A number in groups of seven bits, the lowest first; raises Truncated."""
        value = 0
        for shift in range(0, 70, 7):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise Truncated
