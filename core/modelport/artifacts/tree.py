"""Where an artifact's files are: one Protocol for a directory on disk, a single file, and later a bucket's prefix."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from ..errors import ArtifactError
from .report import ArtifactFile

LISTED_AT_MOST = 20_000


class ArtifactTree(Protocol):
    """Files below a root; paths are relative to it and use `/`."""

    @property
    def root(self) -> str:
        """The root, as a person would write it."""

    def files(self) -> tuple[ArtifactFile, ...]:
        """Every file, sorted by path; raises ArtifactError where they cannot be listed."""

    def open(self, path: str) -> BinaryIO:
        """A seekable stream over one file; raises ArtifactError where it cannot be read."""

    def narrow(self, directory: str) -> "ArtifactTree":
        """The tree below one of its directories."""


class LocalTree:
    """A directory on disk, or one file of it where `only` names it."""

    def __init__(self, root: Path, only: str = "") -> None:
        self._root = root
        self._only = only
        self._files: tuple[ArtifactFile, ...] | None = None
        self.skipped: tuple[str, ...] = ()

    @property
    def root(self) -> str:
        """The directory's path."""
        return str(self._root)

    def files(self) -> tuple[ArtifactFile, ...]:
        """At most LISTED_AT_MOST files; what is neither file nor directory goes to `skipped`."""
        if self._files is None:
            try:
                self._files = self._list()
            except OSError as error:
                raise _unreadable(str(error.filename or self._root), error) from error
        return self._files

    def open(self, path: str) -> BinaryIO:
        """The file at `path`, unbuffered: its readers keep their own buffer."""
        try:
            return (self._root / path).open("rb", buffering=0)
        except OSError as error:
            raise _unreadable(str(self._root / path), error) from error

    def narrow(self, directory: str) -> "LocalTree":
        """The tree below `directory`."""
        return LocalTree(self._root / directory)

    def _list(self) -> tuple[ArtifactFile, ...]:
        if self._only:
            return (ArtifactFile(self._only, (self._root / self._only).stat().st_size),)
        found: list[ArtifactFile] = []
        skipped: list[str] = []
        for path, status in _walk(self._root, "", frozenset()):
            if status is None or not stat.S_ISREG(status.st_mode):
                skipped.append(path)
            else:
                found.append(ArtifactFile(path, status.st_size))
            if len(found) + len(skipped) >= LISTED_AT_MOST:
                break
        self.skipped = tuple(sorted(skipped))
        return tuple(sorted(found, key=lambda file: file.path))


def _walk(
    directory: Path, prefix: str, above: frozenset[tuple[int, int]]
) -> Iterator[tuple[str, os.stat_result | None]]:
    """Paths with what they point to, nearest level first; None for a broken link or a link to a directory above."""
    status = directory.stat()
    above |= {(status.st_dev, status.st_ino)}
    deeper: list[str] = []
    with os.scandir(directory) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            target = _target(entry)
            if target is not None and stat.S_ISDIR(target.st_mode) and (target.st_dev, target.st_ino) not in above:
                deeper.append(entry.name)
            else:
                yield prefix + entry.name, target
    for name in deeper:
        yield from _walk(directory / name, f"{prefix}{name}/", above)


def _target(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return Path(entry.path).stat()
    except OSError:
        return None


def _unreadable(path: str, error: OSError) -> ArtifactError:
    return ArtifactError(
        f"{path} cannot be read.",
        why=error.strerror or str(error),
        fix="Check the path, and that you may read it.",
    )
