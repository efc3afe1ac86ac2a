"""Objects: their rows. Whatever depends on what is there is decided inside one transaction."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec

from ..http.messages import HttpError
from .blobs import Blobs
from .clock import Generations, now
from .conditions import Conditions
from .database import transaction
from .errors import bucket_missing, invalid, object_missing
from .hashes import Content
from .inputs import Attributes, patched

NO_CONDITIONS = Conditions()


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object; sizes in bytes, hashes in base64, `components` only for composed ones."""

    bucket: str
    name: str
    generation: int
    metageneration: int
    size: int
    crc32c: str
    md5: str | None
    components: int | None
    created: str
    updated: str
    blob: str
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class Target:
    """Where an object is going, what it carries and on which conditions."""

    bucket: str
    name: str
    attributes: Attributes
    conditions: Conditions = NO_CONDITIONS


_COLUMNS = tuple(StoredObject.__dataclass_fields__)
_INSERT = f"insert or replace into objects ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"


class Objects:
    """The table of objects; contents that lose their object are dropped."""

    def __init__(self, connection: sqlite3.Connection, blobs: Blobs) -> None:
        self._db = connection
        self._blobs = blobs
        last = connection.execute("select max(generation) from objects").fetchone()[0]
        self._generations = Generations(last or 0)

    def find(self, bucket: str, name: str) -> StoredObject | None:
        """The object, or None; raises HttpError 404 if there is no such bucket."""
        row = self._db.execute("select * from objects where bucket = ? and name = ?", (bucket, name)).fetchone()
        if row is None and not self._db.execute("select 1 from buckets where name = ?", (bucket,)).fetchone():
            raise bucket_missing(bucket)
        return None if row is None else stored_object(row)

    def get(self, bucket: str, name: str, generation: int | None = None) -> StoredObject:
        """The object, in this generation if one is given; raises HttpError 404."""
        found = self.find(bucket, name)
        if found is None or generation not in (None, found.generation):
            raise object_missing(bucket, name)
        return found

    def check(self, target: Target) -> StoredObject | None:
        """What is at the target now; raises HttpError 404 for its bucket, 412 for its conditions."""
        current = self.find(target.bucket, target.name)
        target.conditions.check(*((current.generation, current.metageneration) if current else (0, 0)))
        return current

    def _replaceable(self, target: Target) -> StoredObject | None:
        """As `check`; raises HttpError 403 as well, where what is there must stay."""
        current = self.check(target)
        if current:
            _check_not_held(current)
        return current

    def put(
        self,
        target: Target,
        content: Content,
        blob: str,
        components: int | None = None,
        within: Callable[[StoredObject], None] = lambda stored: None,
    ) -> StoredObject:
        """Let a content become the object at the target; `within` runs in the same transaction.

        Raises HttpError, sqlite3.Error, and removes the content then.
        """
        try:
            with transaction(self._db):
                current = self._replaceable(target)
                new = self._new(target, content, blob, components)
                self._write(new)
                within(new)
        except BaseException:
            self._blobs.remove(blob)
            raise
        if current:
            self._blobs.drop(current.blob)
        return new

    def patch(self, target: Target, generation: int | None, *, replace_all: bool = False) -> StoredObject:
        """Change attributes, or with `replace_all` set them anew; raises HttpError 404, 412."""
        with transaction(self._db):
            old = self.get(target.bucket, target.name, generation)
            self.check(target)
            base: Attributes = {} if replace_all else old.attributes
            new = replace(
                old,
                attributes=patched(base, target.attributes),
                metageneration=old.metageneration + 1,
                updated=now(),
            )
            self._write(new)
        return new

    def move(self, bucket: str, name: str, source_conditions: Conditions, target: Target) -> StoredObject:
        """Rename an object in one transaction; raises HttpError 403, 404, 412, and 400 for a move onto itself."""
        with transaction(self._db):
            old = self.get(bucket, name)
            source_conditions.check(old.generation, old.metageneration)
            current = self._replaceable(target)
            _check_not_held(old)
            if target.name == name:
                raise invalid("An object cannot be moved onto itself. Give another destination.")
            new = self._new(target, Content(old.size, old.crc32c, old.md5), old.blob, old.components)
            new = replace(new, attributes=old.attributes)
            self._db.execute("delete from objects where bucket = ? and name = ?", (bucket, name))
            self._write(new)
        if current:
            self._blobs.drop(current.blob)
        return new

    def delete(self, target: Target, generation: int | None) -> None:
        """Remove the object; raises HttpError 403, 404, 412."""
        with transaction(self._db):
            old = self.get(target.bucket, target.name, generation)
            self._replaceable(target)
            self._db.execute("delete from objects where bucket = ? and name = ?", (old.bucket, old.name))
        self._blobs.drop(old.blob)

    def blobs(self) -> list[str]:
        """The contents of all objects."""
        return [row["blob"] for row in self._db.execute("select blob from objects")]

    def _new(self, target: Target, content: Content, blob: str, components: int | None) -> StoredObject:
        moment = now()
        return StoredObject(
            bucket=target.bucket,
            name=target.name,
            generation=self._generations.next(),
            metageneration=1,
            size=content.size,
            crc32c=content.crc32c,
            md5=content.md5,
            components=components,
            created=moment,
            updated=moment,
            blob=blob,
            attributes=patched({}, target.attributes),
        )

    def _write(self, stored: StoredObject) -> None:
        values = [getattr(stored, column) for column in _COLUMNS[:-1]]
        self._db.execute(_INSERT, [*values, msgspec.json.encode(stored.attributes).decode()])


def _check_not_held(stored: StoredObject) -> None:
    held = [name for name in ("temporaryHold", "eventBasedHold") if stored.attributes.get(name)]
    if held:
        raise HttpError(
            403,
            "objectUnderActiveHold",
            f"The object {stored.bucket}/{stored.name} is held ({' and '.join(held)}), "
            "so it cannot be deleted, replaced or moved. Release the hold first.",
        )


def stored_object(row: sqlite3.Row) -> StoredObject:
    """A row of the table."""
    attributes = msgspec.json.decode(row["attributes"], type=Attributes)
    values = {column: row[column] for column in _COLUMNS}
    return StoredObject(**values | {"attributes": attributes})
