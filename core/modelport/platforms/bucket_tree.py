"""A directory in a bucket, or one object, as the tree that the artifact's inspection reads."""

import sys
from typing import BinaryIO

from modelport.artifacts.report import ArtifactFile
from modelport.errors import ArtifactError

from .session import Session
from .storage import StorageClient

UNKNOWN_SIZE = sys.maxsize
"""Of what is not there: it is refused when it is read."""


class BucketTree:
    """The objects below `gs://BUCKET/DIRECTORY`, or the one object that `source` names; never downloads a whole one."""

    def __init__(self, session: Session, source: str, client: StorageClient | None = None) -> None:
        self._session = session
        self._client = client or StorageClient(session)
        self._bucket, _, name = source.removeprefix("gs://").partition("/")
        self._name = name.strip("/")
        self._listed: tuple[ArtifactFile, ...] | None = None
        self._is_object = False

    @property
    def root(self) -> str:
        """`gs://BUCKET/DIRECTORY`; for a single object, the directory that holds it."""
        self.files()
        return f"gs://{self._bucket}/{self._prefix()}".rstrip("/")

    def files(self) -> tuple[ArtifactFile, ...]:
        """Every object, sorted by its path below the root; raises ArtifactError where there is none."""
        if self._listed is None:
            self._listed = self._list()
        return self._listed

    def open(self, path: str) -> BinaryIO:
        """A seekable reader that fetches only the ranges it is asked for."""
        size = next((file.size for file in self.files() if file.path == path), UNKNOWN_SIZE)
        return self._client.open(self._bucket, self._prefix() + path, size)

    def narrow(self, directory: str) -> "BucketTree":
        """The tree below one of its directories."""
        return BucketTree(self._session, f"{self.root}/{directory}", self._client)

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _prefix(self) -> str:
        directory = self._name.rpartition("/")[0] if self._is_object else self._name
        return f"{directory}/" if directory else ""

    def _list(self) -> tuple[ArtifactFile, ...]:
        if self._name and (found := self._client.find_object(self._bucket, self._name)):
            self._is_object = True
            return (ArtifactFile(self._name.rpartition("/")[2], found.size),)
        prefix = self._prefix()
        objects = self._client.objects(self._bucket, prefix)
        files = (ArtifactFile(each.name.removeprefix(prefix), each.size) for each in objects)
        listed = tuple(sorted((file for file in files if file.path), key=lambda file: file.path))
        if not listed:
            raise ArtifactError(
                f"There is nothing at gs://{self._bucket}/{self._name}.",
                why="No object has this name, or lies in a directory of this name.",
                fix="Look at the bucket, and give the directory that holds the model.",
                command=f"gcloud storage ls gs://{self._bucket}/",
            )
        return listed
