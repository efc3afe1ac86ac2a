"""Resumable uploads: sessions that outlive connections and the server's process."""

import asyncio
import secrets
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from ..http.messages import HttpError
from .blobs import Blobs, Incoming
from .clock import now
from .conditions import Conditions
from .hashes import Announced
from .inputs import Attributes
from .objects import Target

State = Literal["open", "done", "cancelled"]
LIFETIME = timedelta(days=7)


class Plan(msgspec.Struct, frozen=True):
    """What a session will make once its bytes are there."""

    attributes: Attributes
    conditions: Conditions
    crc32c: str | None = None
    md5: str | None = None


@dataclass(slots=True)
class Session:
    """One resumable upload; `writer` is the request that may write, and a newer one takes its place."""

    id: str
    target: Target
    announced: Announced
    state: State
    total: int | None
    result: bytes | None
    incoming: Incoming
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    writer: object | None = None


class Sessions:
    """The table of uploads; open ones are kept in memory as well, for their hashes."""

    def __init__(self, connection: sqlite3.Connection, blobs: Blobs) -> None:
        self._db = connection
        self._blobs = blobs
        self._open: dict[str, Session] = {}
        self._loading = asyncio.Lock()
        oldest = datetime.now(UTC) - LIFETIME
        connection.execute("delete from uploads where created < ?", (oldest.isoformat(),))

    def start(self, target: Target, announced: Announced, total: int | None) -> Session:
        """Begin an upload of `total` bytes, None where that is not known yet."""
        incoming = self._blobs.incoming()
        session = Session(secrets.token_urlsafe(32), target, announced, "open", total, None, incoming)
        plan = Plan(target.attributes, target.conditions, announced.crc32c, announced.md5)
        self._db.execute(
            "insert into uploads values (?, ?, ?, ?, ?, ?, 'open', ?, null)",
            (
                session.id,
                target.bucket,
                target.name,
                msgspec.json.encode(plan).decode(),
                incoming.path.name,
                now(),
                total,
            ),
        )
        self._open[session.id] = session
        return session

    async def get(self, upload_id: str) -> Session:
        """The session, with what arrived before a restart; raises HttpError 404, 499 for a cancelled one."""
        session = self._open.get(upload_id)
        if session is None:
            async with self._loading:
                session = self._open.get(upload_id) or await self._load(upload_id)
        if session.state == "cancelled":
            raise cancelled()
        return session

    def finish(self, session: Session, result: bytes) -> None:
        """The object exists; asking again gives its resource `result`."""
        self._end(session, "done", result)

    def cancel(self, session: Session) -> None:
        """Forget what arrived."""
        session.writer = None
        self._end(session, "cancelled", None)
        session.incoming.discard()

    def arriving(self) -> list[str]:
        """Files of open sessions."""
        return [row["file"] for row in self._db.execute("select file from uploads where state = 'open'")]

    def _end(self, session: Session, state: State, result: bytes | None) -> None:
        self._db.execute("update uploads set state = ?, result = ? where id = ?", (state, result, session.id))
        session.state, session.result = state, result
        self._open.pop(session.id, None)

    async def _load(self, upload_id: str) -> Session:
        row = self._db.execute("select * from uploads where id = ?", (upload_id,)).fetchone()
        if row is None:
            raise HttpError(404, "notFound", "There is no such upload. Start it again from the beginning.")
        plan = msgspec.json.decode(row["target"], type=Plan)
        target = Target(row["bucket"], row["name"], plan.attributes, plan.conditions)
        announced = Announced(plan.crc32c, plan.md5)
        incoming = self._blobs.incoming(row["file"])
        session = Session(upload_id, target, announced, row["state"], row["total"], row["result"], incoming)
        if session.state != "open":
            return session
        if incoming.path.exists():
            await asyncio.to_thread(incoming.reread)
        self._open[session.id] = session
        return session


def cancelled() -> HttpError:
    """What a cancelled upload answers."""
    return HttpError(499, "clientClosedRequest", "The upload was cancelled. Start it again from the beginning.")
