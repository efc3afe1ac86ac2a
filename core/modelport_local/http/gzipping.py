"""Gzip undone: of bodies that are small, and of streams that stay streams."""

import zlib
from collections.abc import AsyncIterator, Iterator

from .errors import HttpError

_PIECE = 1024 * 1024
"""Bytes that a stream gives at most at a time, however well its source is compressed."""
_GZIP = 31
"""zlib's number for a window of 32 KiB with a gzip header and trailer."""


def too_large(limit: int) -> HttpError:
    """The error for a body of more than `limit` bytes."""
    return HttpError(413, "uploadTooLarge", f"Request payload size exceeds the limit: {limit} bytes.")


def gunzipped(data: bytes, limit: int) -> bytes:
    """`data` uncompressed; raises HttpError 413 past `limit` bytes, 400 for anything but one gzip stream."""
    reader = zlib.decompressobj(wbits=_GZIP)
    try:
        plain = reader.decompress(data, limit + 1)
    except zlib.error as error:
        raise _broken(error) from error
    if len(plain) > limit:
        raise too_large(limit)
    if not reader.eof:
        raise _cut()
    return plain


async def gunzipped_stream(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What a stream of gzip members holds, in pieces; raises HttpError 400 for anything else."""
    reader = _Reader()
    async for data in stream:
        for piece in reader.pieces(data):
            yield piece
    if not reader.is_between_members:
        raise _cut()


class _Reader:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=_GZIP)
        self.is_between_members = True

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What `data` adds; raises HttpError 400."""
        piece = b""
        while data or len(piece) == _PIECE:
            try:
                piece = self._member.decompress(data, _PIECE)
            except zlib.error as error:
                raise _broken(error) from error
            self.is_between_members = self._member.eof or (self.is_between_members and not data)
            data = self._member.unused_data or self._member.unconsumed_tail
            if self._member.eof:
                self._member = zlib.decompressobj(wbits=_GZIP)
            if piece:
                yield piece


def _broken(error: zlib.error) -> HttpError:
    return HttpError(400, "badRequest", f"The body is not valid gzip: {error}.")


def _cut() -> HttpError:
    return HttpError(400, "badRequest", "The gzip body ends too early.")
