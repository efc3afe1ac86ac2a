"""Contents of objects as files with random names, which say nothing about the objects' own names."""

import asyncio
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from .hashes import Content, Digest

_IN_THREAD = 128 * 1024
"""Pieces of this many bytes and more are hashed and written in a thread."""
_BLOCK = 1024 * 1024
_UNLINK_AFTER = 30.0
"""Seconds that a deleted content stays, for downloads that have just begun."""


class Incoming:
    """A content while it arrives: hashed and written piece by piece, so that memory stays flat."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._digest = Digest()
        self._file: BinaryIO | None = None

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._digest.size

    def reread(self) -> None:
        """Take up a file that an earlier process left; call it before any append."""
        with self.path.open("rb") as file:
            while data := file.read(_BLOCK):
                self._digest.update(data)

    async def append(self, data: bytes) -> None:
        """Write the next piece, whole or not at all; raises OSError."""
        if len(data) < _IN_THREAD:
            self.write(data)
        else:
            await _in_thread(self.write, data)

    def write(self, data: bytes) -> None:
        """Write the next piece in this thread."""
        if self._file is None:
            self._file = self.path.open("ab", buffering=0)
        try:
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) :]
        except OSError:
            self._file.truncate(self.size)
            raise
        self._digest.update(data)

    async def sync(self, last: bytes = b"") -> None:
        """Write a last piece, put everything on the disk, and close the file; raises OSError."""
        await _in_thread(self._sync, last)

    def _sync(self, last: bytes) -> None:
        self.write(last)
        assert self._file is not None
        try:
            os.fsync(self._file.fileno())
        finally:
            self.close()

    def pause(self) -> None:
        """Leave what was written to the operating system, which keeps it when this process is killed."""
        self.close()
        self.path.touch()

    def content(self) -> Content:
        """Size and hashes."""
        return self._digest.content()

    def close(self) -> None:
        """Close the file; a later append opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def discard(self) -> None:
        """Remove the file."""
        self.close()
        self.path.unlink(missing_ok=True)


class Blobs:
    """The directory of contents: `objects/` holds whole ones, `incoming/` those that are arriving."""

    def __init__(self, root: Path) -> None:
        self._objects = root / "objects"
        self._incoming = root / "incoming"
        self._made: set[str] = set()
        for directory in (self._objects, self._incoming):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path(self, blob: str) -> Path:
        """Where a content is."""
        return self._objects / blob[:2] / blob

    def incoming(self, name: str = "") -> Incoming:
        """A new arriving content, or the one of that name."""
        return Incoming(self._incoming / (name or secrets.token_hex(16)))

    def adopt(self, incoming: Incoming) -> str:
        """Move a synced content to its place; returns the blob's name; raises OSError."""
        blob, target = self._new()
        incoming.path.chmod(0o400)
        incoming.path.rename(target)
        return blob

    def link(self, blob: str) -> str:
        """A second name for a content (contents never change), or a copy where the file system has no links."""
        copy, target = self._new()
        link_or_copy(self.path(blob), target)
        return copy

    async def join(self, blobs: Sequence[str]) -> tuple[Incoming, Content]:
        """The contents one after the other as a new one, without MD5; raises OSError."""
        sources = [self.path(blob).open("rb") for blob in blobs]
        return await self.made(partial(_concatenate, sources))

    async def made(self, write: Callable[[Incoming], None]) -> tuple[Incoming, Content]:
        """A new content that `write` writes in a thread, without MD5; raises OSError, and what `write` raises."""
        joined = self.incoming()
        try:
            await asyncio.to_thread(write, joined)
            await joined.sync()
        except BaseException:
            joined.discard()
            raise
        whole = joined.content()
        return joined, Content(whole.size, whole.crc32c, None)

    def drop(self, blob: str) -> None:
        """Remove a content whose object is gone, a little later."""
        asyncio.get_running_loop().call_later(_UNLINK_AFTER, self.remove, blob)

    def remove(self, blob: str) -> None:
        """Remove a content now."""
        self.path(blob).unlink(missing_ok=True)

    def sweep(self, blobs: Iterable[str], arriving: Iterable[str]) -> None:
        """Remove every file that is none of these: leftovers of a process that was killed."""
        for directory, kept in ((self._objects, set(blobs)), (self._incoming, set(arriving))):
            for path in directory.rglob("*"):
                if path.name not in kept and path.is_file():
                    path.unlink()

    def _new(self) -> tuple[str, Path]:
        blob = secrets.token_hex(16)
        path = self.path(blob)
        if blob[:2] not in self._made:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._made.add(blob[:2])
        return blob, path


async def _in_thread(work: Callable[[bytes], None], data: bytes) -> None:
    """Done to its end even where nobody waits for it any more, since it uses a file."""
    await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, work, data))


def link_or_copy(source: Path, target: Path) -> None:
    """Hard link, or a copy where links are impossible; raises FileExistsError, OSError."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EMLINK, errno.EPERM, errno.ENOTSUP):
            raise
        shutil.copyfile(source, target)


def _concatenate(sources: Sequence[BinaryIO], joined: Incoming) -> None:
    try:
        for source in sources:
            while data := source.read(_BLOCK):
                joined.write(data)
    finally:
        for source in sources:
            source.close()
