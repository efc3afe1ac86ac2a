"""The parts of one store, and the way of a content into it."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from .blobs import Blobs, Incoming
from .buckets import Buckets
from .commits import Commits
from .database import connect
from .hashes import Announced, Content
from .multiparts import Multiparts
from .objects import Objects, StoredObject, Target
from .reader import StoreReader
from .sessions import Sessions


@dataclass(frozen=True, slots=True)
class Store:
    """Tables and contents below one directory."""

    connection: sqlite3.Connection
    blobs: Blobs
    buckets: Buckets
    objects: Objects
    sessions: Sessions
    multiparts: Multiparts
    reader: StoreReader
    commits: Commits

    @classmethod
    def open(cls, root: Path) -> "Store":
        """Open or create a store and sweep what a killed process left; raises OSError, sqlite3.Error."""
        blobs = Blobs(root)
        connection = connect(root / "storage.db")
        objects, sessions = Objects(connection, blobs), Sessions(connection, blobs)
        multiparts = Multiparts(connection, blobs)
        blobs.sweep(objects.blobs(), sessions.arriving() + multiparts.files())
        reader = StoreReader(connect(root / "storage.db", read_only=True), blobs)
        commits = Commits(root / "storage.db")
        return cls(connection, blobs, Buckets(connection), objects, sessions, multiparts, reader, commits)

    def close(self) -> None:
        """Close the database."""
        self.reader.close()
        self.connection.close()

    async def receive(self, target: Target, announced: Announced, stream: AsyncIterator[bytes]) -> StoredObject:
        """Store a stream as an object, or nothing at all; raises HttpError, ClientGone, OSError, sqlite3.Error."""
        self.objects.check(target)
        incoming = self.blobs.incoming()
        with self._discarded_on_error(incoming):
            incoming.write(b"")  # a disk that takes no file is noticed before the content comes
            last = b""
            async for data in stream:
                if last:
                    await incoming.append(last)
                last = data
            await incoming.sync(last)
            content = incoming.content()
            announced.check(content)
            blob = self.blobs.adopt(incoming)
        return await self.put(target, content, blob)

    async def put(self, target: Target, content: Content, blob: str, components: int | None = None) -> StoredObject:
        """As `Objects.put`; the object is on the disk afterwards."""
        stored = self.objects.put(target, content, blob, components)
        await self.commits.forced()
        return stored

    @contextlib.contextmanager
    def _discarded_on_error(self, incoming: Incoming) -> Iterator[None]:
        try:
            yield
        except BaseException:
            incoming.discard()
            raise
