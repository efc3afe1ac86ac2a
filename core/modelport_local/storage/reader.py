"""What other parts of the platform may read from the store."""

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from .blobs import Blobs, link_or_copy
from .names import after, project_number


@dataclass(frozen=True, slots=True)
class BucketInfo:
    """A bucket's name, its upper-case location and its owner's project number."""

    name: str
    location: str
    project_number: str


class Binding(msgspec.Struct, frozen=True):
    """Who has a role, as `serviceAccount:…` and the like; a condition is an expression that is not evaluated here."""

    role: str = ""
    members: tuple[str, ...] = ()
    condition: dict[str, object] | None = None


class BucketReader(Protocol):
    """Read access to objects, from any thread."""

    def projects(self) -> set[str]:
        """The ids of the projects that own buckets."""
        ...

    def bucket(self, bucket: str) -> BucketInfo | None:
        """The bucket, or None."""
        ...

    def bindings(self, bucket: str) -> tuple[Binding, ...]:
        """The bindings of the bucket's IAM policy, none where nobody has set it."""
        ...

    def list(self, bucket: str, prefix: str) -> list[tuple[str, int]]:
        """Names (in order) and sizes in bytes of the objects whose names start with `prefix`."""
        ...

    def copy_to(self, bucket: str, name: str, target: Path) -> None:
        """Make the object's content a new file: a hard link where possible, which must not be written to.

        Raises KeyError if there is no such object, FileExistsError, OSError.
        """
        ...


class _Policy(msgspec.Struct, frozen=True):
    bindings: tuple[Binding, ...] = ()


class StoreReader:
    """A BucketReader over its own read-only connection."""

    def __init__(self, connection: sqlite3.Connection, blobs: Blobs) -> None:
        self._db = connection
        self._blobs = blobs
        self._lock = threading.Lock()

    def _rows(self, statement: str, values: tuple[str | None, ...]) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def projects(self) -> set[str]:
        """The ids of the projects that own buckets."""
        return {row["project"] for row in self._rows("select distinct project from buckets", ())}

    def bucket(self, bucket: str) -> BucketInfo | None:
        """The bucket, or None."""
        rows = self._rows("select project, attributes from buckets where name = ?", (bucket,))
        if not rows:
            return None
        attributes = msgspec.json.decode(rows[0]["attributes"], type=dict[str, object])
        return BucketInfo(bucket, str(attributes.get("location", "US")), project_number(rows[0]["project"]))

    def bindings(self, bucket: str) -> tuple[Binding, ...]:
        """The bindings of the bucket's IAM policy; what a client set in another form counts for none."""
        rows = self._rows("select policy from buckets where name = ? and policy is not null", (bucket,))
        try:
            return msgspec.json.decode(rows[0]["policy"], type=_Policy).bindings if rows else ()
        except msgspec.ValidationError:
            return ()

    def list(self, bucket: str, prefix: str) -> list[tuple[str, int]]:
        """Names (in order) and sizes in bytes of the objects whose names start with `prefix`."""
        rows = self._rows(
            "select name, size from objects where bucket = ?1 and name >= ?2 and (?3 is null or name < ?3) "
            "order by name",
            (bucket, prefix, after(prefix)),
        )
        return [(row["name"], row["size"]) for row in rows]

    def copy_to(self, bucket: str, name: str, target: Path) -> None:
        """Make the object's content a new file; raises KeyError, FileExistsError, OSError."""
        rows = self._rows("select blob from objects where bucket = ? and name = ?", (bucket, name))
        if not rows:
            raise KeyError(f"gs://{bucket}/{name}")
        link_or_copy(self._blobs.path(rows[0]["blob"]), target)

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._db.close()
