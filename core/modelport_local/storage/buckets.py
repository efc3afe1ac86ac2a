"""Buckets: their rows, and the rules for names and emptiness."""

import sqlite3
from dataclasses import dataclass

import msgspec

from modelport.catalog import limits

from ..http.messages import HttpError
from .clock import now
from .conditions import Conditions
from .database import transaction
from .errors import bucket_missing, invalid
from .inputs import Attributes, BucketInput, patched, settable

_NOT_EMPTY = "The bucket you tried to delete is not empty."
"""gsutil knows this refusal by its first sentence."""
_REFUSED = {
    "versioning": "keeps the newest version of an object only. Leave versioning off",
    "retentionPolicy": "has no retention policies. Put a hold on single objects instead",
    "encryption": "does not encrypt what it stores. Leave the encryption key out",
    "hierarchicalNamespace": "has no folders. Use slashes in the names of objects",
    "defaultEventBasedHold": "puts no holds on new objects by itself. Put them on single objects",
}
"""Settings that promise something about objects, and what is said instead."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket; `policy` is the JSON of its IAM policy, or None for the default one."""

    name: str
    project: str
    created: str
    updated: str
    metageneration: int
    attributes: Attributes
    policy: str | None

    @property
    def location(self) -> str:
        """Upper case, such as US-CENTRAL1."""
        return str(self.attributes.get("location", "US"))


class Buckets:
    """The table of buckets."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, name: str) -> Bucket:
        """The bucket; raises HttpError 404."""
        row = self._db.execute("select * from buckets where name = ?", (name,)).fetchone()
        if row is None:
            raise bucket_missing(name)
        return _bucket(row)

    def exists(self, name: str) -> bool:
        """Whether there is such a bucket."""
        return self._db.execute("select 1 from buckets where name = ?", (name,)).fetchone() is not None

    def insert(self, project: str, given: BucketInput) -> Bucket:
        """Create a bucket; raises HttpError 400 for its name or settings, 409 if the name is taken."""
        name = given.name or ""
        if problem := limits.bucket_name_problem(name):
            raise invalid(f"The bucket name {name[:230]!r} cannot be used: it {problem}.")
        attributes = patched({"storageClass": "STANDARD"}, _settings(given))
        attributes["location"] = _location(given)
        moment = now()
        bucket = Bucket(name, project, moment, moment, 1, attributes, None)
        with transaction(self._db):
            owner = self._db.execute("select project from buckets where name = ?", (name,)).fetchone()
            if owner is not None:
                raise _taken(name, owner["project"] == project)
            self._write(bucket)
        return bucket

    def patch(self, name: str, given: BucketInput, conditions: Conditions, *, replace: bool = False) -> Bucket:
        """Change settings; with `replace` those not given go back to their defaults; raises HttpError."""
        with transaction(self._db):
            old = self._checked_against(name, conditions)
            base: Attributes = {"storageClass": "STANDARD"} if replace else old.attributes
            attributes = patched(base, _settings(given))
            attributes["location"] = old.location
            return self._changed(old, attributes, old.policy)

    def set_policy(self, name: str, policy: str) -> Bucket:
        """Keep the JSON of an IAM policy; raises HttpError 404."""
        with transaction(self._db):
            old = self.get(name)
            return self._changed(old, old.attributes, policy)

    def delete(self, name: str, conditions: Conditions) -> None:
        """Remove an empty bucket, and what was to become objects of it; raises HttpError 404, 409, 412."""
        with transaction(self._db):
            self._checked_against(name, conditions)
            if self._db.execute("select 1 from objects where bucket = ? limit 1", (name,)).fetchone():
                raise HttpError(409, "conflict", f"{_NOT_EMPTY} Delete the objects of {name} first, then the bucket.")
            self._db.execute("delete from buckets where name = ?", (name,))
            of_bucket = "select id from multiparts where bucket = ?"
            self._db.execute(f"delete from parts where upload in ({of_bucket})", (name,))
            self._db.execute("delete from multiparts where bucket = ?", (name,))

    def list(self, project: str, prefix: str, start: str, limit: int) -> list[Bucket]:
        """At most `limit` buckets of a project from name `start` on, in order."""
        rows = self._db.execute(
            "select * from buckets where project = ? and substr(name, 1, ?) = ? and name >= ? order by name limit ?",
            (project, len(prefix), prefix, start, limit),
        )
        return [_bucket(row) for row in rows]

    def _checked_against(self, name: str, conditions: Conditions) -> Bucket:
        bucket = self.get(name)
        conditions.check(0, bucket.metageneration)
        return bucket

    def _changed(self, old: Bucket, attributes: Attributes, policy: str | None) -> Bucket:
        new = Bucket(old.name, old.project, old.created, now(), old.metageneration + 1, attributes, policy)
        self._write(new)
        return new

    def _write(self, bucket: Bucket) -> None:
        self._db.execute(
            "insert or replace into buckets values (?, ?, ?, ?, ?, ?, ?)",
            (
                bucket.name,
                bucket.project,
                bucket.created,
                bucket.updated,
                bucket.metageneration,
                msgspec.json.encode(bucket.attributes).decode(),
                bucket.policy,
            ),
        )


def _bucket(row: sqlite3.Row) -> Bucket:
    attributes = msgspec.json.decode(row["attributes"], type=Attributes)
    return Bucket(
        row["name"], row["project"], row["created"], row["updated"], row["metageneration"], attributes, row["policy"]
    )


def _taken(name: str, own: bool) -> HttpError:
    if own:
        return HttpError(409, "conflict", f"Your project already owns the bucket {name}. Use it as it is.")
    return HttpError(
        409, "conflict", f"The bucket name {name} is taken: names are shared by all projects. Choose another one."
    )


def _location(given: BucketInput) -> str:
    location = given.location if isinstance(given.location, str) and given.location else "US"
    if not (location.isascii() and location.replace("-", "").isalnum() and len(location) <= 40):
        raise invalid(f"{location[:50]!r} is not a location, such as US or us-central1.")
    return location.upper()


def _settings(given: BucketInput) -> Attributes:
    """The settings to keep; raises HttpError 400 for those that would silently not be done."""
    attributes = settable(given)
    for name, says in _REFUSED.items():
        value = attributes.get(name)
        if any(value.values()) if isinstance(value, dict) else value:
            raise _not_done(says)
    access = attributes.get("iamConfiguration")
    uniform = access.get("uniformBucketLevelAccess") if isinstance(access, dict) else None
    if isinstance(uniform, dict) and uniform.get("enabled") is False:
        raise _not_done("knows uniform bucket-level access only. Leave it on")
    return attributes


def _not_done(says: str) -> HttpError:
    return invalid(f"The embedded platform {says}.")
