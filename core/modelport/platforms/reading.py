"""Local files on their way into a bucket: read in chunks, counted, and with their CRC32C."""

import base64
from collections.abc import Callable
from pathlib import Path

import google_crc32c

CHUNK_BYTES = 1024 * 1024


class CountingReader:
    """A file that is being sent: `progress` hears how many bytes have been taken over by the platform.

    A chunk counts once the next one is asked for, so that the end is not announced before it has come.
    """

    def __init__(self, path: Path, progress: Callable[[int], None], check: Callable[[], None]) -> None:
        self.size = path.stat().st_size
        self.name = path.name
        self._file = path.open("rb")
        self._progress = progress
        self._check = check

    def read(self, size: int = -1) -> bytes:
        """The next bytes; `check` may raise to stop the upload here."""
        self._check()
        self._progress(self._file.tell())
        return self._file.read(size)

    def tell(self) -> int:
        """The position in bytes."""
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Moves, as after a chunk that did not arrive."""
        return self._file.seek(offset, whence)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def crc32c_of(path: Path, check: Callable[[], None]) -> str:
    """The CRC32C of a file, in base64 as the JSON API has it; `check` is called for each chunk."""
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            check()
            checksum = google_crc32c.extend(checksum, chunk)
    return base64.b64encode(checksum.to_bytes(4, "big")).decode("ascii")
