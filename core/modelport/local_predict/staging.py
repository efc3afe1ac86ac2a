"""The model's files on disk, under the names that the platform knows."""

import threading
from collections.abc import Sequence
from pathlib import Path

from modelport.artifacts import ArtifactReport, ArtifactTree
from modelport.errors import ArtifactError
from modelport.request import Target
from modelport.user_paths import expanded

from .stopping import refuse_stopped

CHUNK_BYTES = 1 << 20


def fetched(source: str, directory: Path, target: Target, stop: threading.Event | None = None) -> str:
    """The path of `source` on disk; objects are copied below `directory`.

    Raises ArtifactError, PlatformError, or Interrupted where `stop` is set.
    """
    if not source.startswith("gs://"):
        return source
    from modelport.platforms.bucket_tree import BucketTree
    from modelport.platforms.session import open_session

    tree = BucketTree(open_session(target, "global"), source)
    try:
        for file in tree.files():
            if not file.path.endswith("/"):
                _copy(tree, file.path, directory, stop)
    finally:
        tree.close()
    return str(directory)


def _copy(tree: ArtifactTree, path: str, directory: Path, stop: threading.Event | None) -> None:
    if {"", ".", ".."} & set(path.split("/")):
        raise ArtifactError(
            f"The object name {path!r} cannot be a file name.", why="It leaves its directory.", fix="Rename the object."
        )
    to = directory / path
    refuse_stopped(stop)
    to.parent.mkdir(parents=True, exist_ok=True)
    with tree.open(path) as reader, to.open("wb") as writer:
        while chunk := reader.read(CHUNK_BYTES):
            refuse_stopped(stop)
            writer.write(chunk)


def laid_out(report: ArtifactReport, directory: Path, *, has_own_loader: bool = False) -> Path:
    """A directory of links to the report's files, each under its name on the platform; nothing is copied."""
    for path, name in report.object_names(has_own_loader=has_own_loader).items():
        link = directory / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(Path(report.root, path).absolute())
    return directory


def packages(
    sources: Sequence[str], directory: Path, target: Target, stop: threading.Event | None = None
) -> tuple[Path, ...]:
    """The packages below `directory`, each as `NUMBER-NAME`; raises as `fetched` does."""
    return tuple(_package(source, number, directory, target, stop) for number, source in enumerate(sources))


def _package(source: str, number: int, directory: Path, target: Target, stop: threading.Event | None) -> Path:
    name = source.rpartition("/")[2]
    path = expanded(fetched(source, directory / "objects" / str(number), target, stop))
    file = path / name if source.startswith("gs://") else path
    if not file.is_file():
        raise ArtifactError(f"There is no package at {source}.", why="No file has this path.", fix="Check the path.")
    directory.mkdir(exist_ok=True)
    link = directory / f"{number}-{name}"
    link.symlink_to(file.absolute())
    return link
