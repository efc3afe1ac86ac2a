"""The model's files on disk, under the names that the platform knows."""

import shutil
from pathlib import Path

from modelport.artifacts import ArtifactReport, ArtifactTree
from modelport.errors import ArtifactError
from modelport.request import Target


def fetched(source: str, directory: Path, target: Target) -> str:
    """The path of `source` on disk; objects are copied below `directory`. Raises ArtifactError or PlatformError."""
    if not source.startswith("gs://"):
        return source
    from modelport.platforms.bucket_tree import BucketTree
    from modelport.platforms.session import open_session

    tree = BucketTree(open_session(target, "global"), source)
    try:
        for file in tree.files():
            if not file.path.endswith("/"):
                _copy(tree, file.path, directory)
    finally:
        tree.close()
    return str(directory)


def _copy(tree: ArtifactTree, path: str, directory: Path) -> None:
    if {"", ".", ".."} & set(path.split("/")):
        raise ArtifactError(
            f"The object name {path!r} cannot be a file name.", why="It leaves its directory.", fix="Rename the object."
        )
    to = directory / path
    to.parent.mkdir(parents=True, exist_ok=True)
    with tree.open(path) as reader, to.open("wb") as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)


def laid_out(report: ArtifactReport, directory: Path) -> Path:
    """A directory of links to the report's files, each under its name on the platform; nothing is copied."""
    names = dict(report.staged_as)
    for file in report.files:
        link = directory / names.get(file.path, file.path)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(Path(report.root, file.path).absolute())
    return directory
