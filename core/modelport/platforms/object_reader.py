"""An object of a bucket as a file: ranges of it are fetched as they are read."""

import io
from collections.abc import Callable

BUFFER_BYTES = 1024 * 1024


def opened(size: int, fetch: Callable[[int, int], bytes]) -> io.BufferedReader:
    """A seekable reader of `size` bytes, of which `fetch` gives those from a start up to an end, that one excluded."""
    return io.BufferedReader(_Ranges(size, fetch), BUFFER_BYTES)


class _Ranges(io.RawIOBase):
    def __init__(self, size: int, fetch: Callable[[int, int], bytes]) -> None:
        self._size = size
        self._fetch = fetch
        self._at = 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        end = min(self._at + len(buffer), self._size)
        data = self._fetch(self._at, end)[: len(buffer)] if self._at < end else b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True
