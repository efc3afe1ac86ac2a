"""Uploads in numbered parts, in any order and at once: parts are files until they are joined to an object."""

import asyncio
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec

from .blobs import Blobs, Incoming
from .clock import now
from .database import transaction
from .hashes import Content, Digest
from .inputs import Attributes

LIFETIME = timedelta(days=7)
_BLOCK = 1024 * 1024


class PartLost(Exception):
    """A part's file does not hold what was received, as after a power cut."""

    def __init__(self, number: int) -> None:
        super().__init__(f"part {number}")
        self.number = number


@dataclass(frozen=True, slots=True)
class Part:
    """A part that arrived: its size in bytes, and its hashes in base64."""

    number: int
    file: str
    size: int
    crc32c: str
    md5: str
    updated: str


@dataclass(slots=True)
class Multipart:
    """An upload; `result` is what completing it answered."""

    id: str
    bucket: str
    name: str
    attributes: Attributes
    result: bytes | None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Multiparts:
    """The tables of such uploads and of their parts."""

    def __init__(self, connection: sqlite3.Connection, blobs: Blobs) -> None:
        self._db = connection
        self._blobs = blobs
        self._locks: dict[str, asyncio.Lock] = {}
        oldest = (datetime.now(UTC) - LIFETIME).isoformat()
        connection.execute("delete from multiparts where created < ?", (oldest,))
        connection.execute("delete from parts where upload not in (select id from multiparts)")

    def start(self, bucket: str, name: str, attributes: Attributes) -> str:
        """Begin an upload; returns its id."""
        id = secrets.token_urlsafe(32)
        values = (id, bucket, name, msgspec.json.encode(attributes).decode(), now())
        self._db.execute("insert into multiparts values (?, ?, ?, ?, ?, null)", values)
        return id

    def find(self, id: str) -> Multipart | None:
        """The upload, or None."""
        row = self._db.execute("select * from multiparts where id = ?", (id,)).fetchone()
        if row is None:
            return None
        attributes = msgspec.json.decode(row["attributes"], type=Attributes)
        return Multipart(id, row["bucket"], row["name"], attributes, row["result"], self._lock(id))

    def _lock(self, id: str) -> asyncio.Lock:
        """One for each upload that has been asked for in this process."""
        return self._locks.setdefault(id, asyncio.Lock())

    def keep(self, id: str, number: int, incoming: Incoming) -> Part | None:
        """Let what arrived be the part of that number; None where the upload has ended meanwhile."""
        content = incoming.content()
        assert content.md5 is not None
        incoming.pause()
        part = Part(number, incoming.path.name, content.size, content.crc32c, content.md5, now())
        with transaction(self._db):
            upload = self._db.execute("select result from multiparts where id = ?", (id,)).fetchone()
            if upload is None or upload["result"] is not None:
                return None
            old = self._files(id, number)
            values = (id, number, part.file, part.size, part.crc32c, part.md5, part.updated)
            self._db.execute("insert or replace into parts values (?, ?, ?, ?, ?, ?, ?)", values)
        self.discard(old)
        return part

    def parts(self, id: str) -> list[Part]:
        """What arrived, in the order of the numbers."""
        columns = "number, file, size, crc32c, md5, updated"
        rows = self._db.execute(f"select {columns} from parts where upload = ? order by number", (id,))
        return [Part(**row) for row in rows]

    async def join(self, parts: Sequence[Part]) -> tuple[Incoming, Content]:
        """The parts one after the other as one content, without MD5; raises PartLost, OSError."""
        return await self._blobs.made(partial(self._concatenate, parts))

    def _concatenate(self, parts: Sequence[Part], joined: Incoming) -> None:
        for part in parts:
            digest = Digest()
            try:
                with self._blobs.incoming(part.file).path.open("rb") as file:
                    while data := file.read(_BLOCK):
                        digest.update(data)
                        joined.write(data)
            except FileNotFoundError as error:
                raise PartLost(part.number) from error
            if (digest.size, digest.content().crc32c) != (part.size, part.crc32c):
                raise PartLost(part.number)

    def finish(self, id: str, result: bytes) -> list[str]:
        """The object exists, in this transaction; gives the files that `discard` may remove after it."""
        files = self._files(id)
        self._db.execute("update multiparts set result = ? where id = ?", (result, id))
        self._db.execute("delete from parts where upload = ?", (id,))
        self._locks.pop(id, None)
        return files

    def abort(self, id: str) -> None:
        """Forget the upload and its parts."""
        with transaction(self._db):
            files = self._files(id)
            self._db.execute("delete from multiparts where id = ?", (id,))
            self._db.execute("delete from parts where upload = ?", (id,))
        self._locks.pop(id, None)
        self.discard(files)

    def files(self) -> list[str]:
        """Files of all parts."""
        return [row["file"] for row in self._db.execute("select file from parts")]

    def _files(self, id: str, number: int | None = None) -> list[str]:
        query = "select file from parts where upload = ?1 and (?2 is null or number = ?2)"
        return [row["file"] for row in self._db.execute(query, (id, number))]

    def discard(self, files: list[str]) -> None:
        """Remove files of parts."""
        for file in files:
            self._blobs.incoming(file).discard()
