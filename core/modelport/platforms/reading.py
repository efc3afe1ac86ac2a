"""Local files on their way into a bucket: read in chunks, counted, and with their CRC32C."""

import base64
from collections.abc import Callable
from pathlib import Path

import google_crc32c

from modelport.errors import ArtifactError

CHUNK_BYTES = 1024 * 1024


class CountingReader:
    """A file that is being sent: `progress` hears how many bytes have been taken over by the platform.

    A chunk counts once the next one is asked for, so that the end is not announced before it has come.
    """

    def __init__(self, path: Path, progress: Callable[[int], None], check: Callable[[], None]) -> None:
        self._path = path
        self._stamp = stamp_of(path)
        self.size = self._stamp[0]
        self._file = path.open("rb")
        self._progress = progress
        self._check = check

    def read(self, size: int = -1) -> bytes:
        """The next bytes; `check` may raise to stop the upload here."""
        self._check()
        self._progress(self._file.tell())
        data = self._file.read(size)
        if not data and size and self._file.tell() < self.size:
            raise changed(self._path)
        return data

    def check_unchanged(self) -> None:
        """Raises ArtifactError where the file was written to since it was opened."""
        if stamp_of(self._path) != self._stamp:
            raise changed(self._path)

    def tell(self) -> int:
        """The position in bytes."""
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Moves, as after a chunk that did not arrive."""
        return self._file.seek(offset, whence)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def stamp_of(path: Path) -> tuple[int, int]:
    """Size in bytes and time of the last change in nanoseconds."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def changed(path: Path) -> ArtifactError:
    """The error for a file that is being written while it is sent."""
    return ArtifactError(
        f"{path} changed while it was being sent.",
        why="Something still writes to it, so that what arrived may be neither the old nor the new model.",
        fix="Wait until it is complete, then run it again.",
        command="modelport resume",
    )


def crc32c_of(path: Path, check: Callable[[], None]) -> str:
    """The CRC32C of a file, in base64 as the JSON API has it; `check` is called for each chunk."""
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            check()
            checksum = google_crc32c.extend(checksum, chunk)
    return base64.b64encode(checksum.to_bytes(4, "big")).decode("ascii")
