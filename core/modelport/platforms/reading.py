"""Local files on their way into a bucket: read in chunks, counted, and with their CRC32C."""

import base64
from collections.abc import Callable
from pathlib import Path

import google_crc32c

from modelport.errors import ArtifactError

CHUNK_BYTES = 1024 * 1024


class CountingReader:
    """A file that is being sent: `progress` hears how many bytes the platform has taken over.

    A chunk counts once the next one is asked for, so that the end is not announced before it has come.
    """

    def __init__(self, path: Path, progress: Callable[[int], None], check: Callable[[], None]) -> None:
        self._path = path
        self._stamp = stamp_of(path)
        self._file = path.open("rb")
        self._progress = progress
        self._hashed, self._checksum = 0, 0
        self.size = self._stamp[0]
        self.check = check

    @property
    def identity(self) -> str:
        """Names the file and its state: path, size and time of the last change."""
        return f"{self._path.resolve()} {self._stamp}"

    @property
    def crc32c(self) -> str:
        """The CRC32C of everything up to the last chunk, in base64 as the JSON API has it."""
        return encoded(self._checksum)

    def chunk(self, offset: int, size: int) -> bytes:
        """At most `size` bytes from `offset` on; `check` may raise to stop the upload here."""
        self.check()
        self._progress(offset)
        self._hash_up_to(offset)
        self._file.seek(offset)
        data = self._file.read(size)
        if len(data) < min(size, self.size - offset):
            raise changed(self._path)
        if offset == self._hashed:
            self._checksum = google_crc32c.extend(self._checksum, data)
            self._hashed += len(data)
        return data

    def check_unchanged(self) -> None:
        """Raises ArtifactError where the file was written to since it was opened."""
        if stamp_of(self._path) != self._stamp:
            raise changed(self._path)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _hash_up_to(self, offset: int) -> None:
        """What another process sent is hashed here; after a step back, all of it is hashed anew."""
        if offset < self._hashed:
            self._hashed, self._checksum = 0, 0
        self._file.seek(self._hashed)
        while self._hashed < offset:
            self.check()
            data = self._file.read(min(CHUNK_BYTES, offset - self._hashed))
            if not data:
                raise changed(self._path)
            self._checksum = google_crc32c.extend(self._checksum, data)
            self._hashed += len(data)


def crc32c_of(path: Path, check: Callable[[], None]) -> str:
    """The CRC32C of a file, in base64 as the JSON API has it; `check` is called for each chunk."""
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            check()
            checksum = google_crc32c.extend(checksum, chunk)
    return encoded(checksum)


def encoded(checksum: int) -> str:
    """A CRC32C in base64, big-endian."""
    return base64.b64encode(checksum.to_bytes(4, "big")).decode("ascii")


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
