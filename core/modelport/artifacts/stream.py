"""Reading forward through bytes that may be compressed, huge or hostile, in flat memory."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

CHUNK = 64 * 1024
INFLATED_AT_MOST = 1 << 30
_LZMA_MEMORY = 80 << 20


class Truncated(Exception):
    """The bytes end in the middle of something."""


class TooMuch(Exception):
    """A limit on work or memory was reached before the end."""


class Corrupt(Exception):
    """The bytes are not what their beginning promised."""


class Buffered:
    """A forward-only reader over a source of chunks; `jump` skips bytes of the source without reading them."""

    def __init__(self, fill: Callable[[], bytes], jump: Callable[[int], None] | None = None) -> None:
        self._fill = fill
        self._jump = jump
        self._buffer = b""
        self._at = 0
        self._passed = 0

    @property
    def position(self) -> int:
        """How many bytes were passed."""
        return self._passed + self._at

    def read(self, count: int) -> bytes:
        """Exactly `count` bytes; raises Truncated where there are fewer. Ask only for what memory may hold."""
        end = self._at + count
        if end > len(self._buffer):
            self._grow(count)
            end = self._at + count
            if end > len(self._buffer):
                raise Truncated
        taken = self._buffer[self._at : end]
        self._at = end
        return taken

    def peek(self, count: int) -> bytes:
        """Up to `count` of the next bytes, which stay unread."""
        if self._at + count > len(self._buffer):
            self._grow(count)
        return self._buffer[self._at : self._at + count]

    def skip(self, count: int) -> None:
        """Pass over `count` bytes; raises Truncated where there are fewer."""
        while (here := len(self._buffer) - self._at) < count:
            count -= here
            self._passed += len(self._buffer)
            self._buffer, self._at = b"", 0
            if self._jump is not None and count > CHUNK:
                # One byte is left to be read, which notices a file that ends before.
                self._jump(count - 1)
                self._passed += count - 1
                count = 1
            self._buffer = self._fill()
            if not self._buffer:
                raise Truncated
        self._at += count

    def line(self, limit: int) -> bytes:
        """Up to a line feed, without it; raises Truncated where none comes, TooMuch beyond `limit` bytes."""
        while (end := self._buffer.find(b"\n", self._at)) < 0:
            if len(self._buffer) - self._at > limit:
                raise TooMuch
            if not self._more():
                raise Truncated
        taken = self._buffer[self._at : end]
        self._at = end + 1
        return taken

    def _grow(self, count: int) -> None:
        while len(self._buffer) - self._at < count and self._more():
            pass

    def _more(self) -> bool:
        chunk = self._fill()
        self._passed += self._at
        self._buffer = self._buffer[self._at :] + chunk
        self._at = 0
        return bool(chunk)


def plain(file: BinaryIO) -> Buffered:
    """The bytes of a seekable file, from its beginning."""
    size = file.seek(0, 2)
    file.seek(0)

    def jump(count: int) -> None:
        # Beyond its end a file system may refuse to seek at all.
        if file.tell() + count > size:
            raise Truncated
        file.seek(count, 1)

    return Buffered(lambda: file.read(CHUNK), jump)


class Decompressor(Protocol):
    """A decoder of the standard library that gives at most `max_length` bytes at a time."""

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """zlib and gzip by their own headers, with the interface of the other two decoders."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)


def decompressor(compression: str) -> Decompressor:
    """A decoder for `zlib`, `gzip`, `bz2`, `xz` or `lzma`."""
    if compression in ("zlib", "gzip"):
        return _Zlib()
    if compression == "bz2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(memlimit=_LZMA_MEMORY)


def inflated(file: BinaryIO, compression: str) -> Buffered:
    """The decompressed bytes of a file; reading raises TooMuch after INFLATED_AT_MOST, Corrupt on bad data."""
    file.seek(0)
    decoder = decompressor(compression)
    given = 0

    def fill() -> bytes:
        nonlocal given
        if given > INFLATED_AT_MOST:
            raise TooMuch
        chunk = _decoded(file, decoder)
        given += len(chunk)
        return chunk

    return Buffered(fill)


def _decoded(file: BinaryIO, decoder: Decompressor) -> bytes:
    data = b""
    while not decoder.eof:
        try:
            chunk = decoder.decompress(data, CHUNK)
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
            raise Corrupt(str(error)) from error
        if chunk:
            return chunk
        data = b"" if decoder.eof else file.read(CHUNK)
        if not data and not decoder.eof:
            raise Truncated
    return b""
