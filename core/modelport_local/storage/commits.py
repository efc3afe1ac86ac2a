"""Commits forced to the disk: SQLite leaves them to the operating system, which a power cut does not wait for."""

import asyncio
import os
from pathlib import Path


class Commits:
    """The log that SQLite writes ahead; one sync serves everybody who waits for it."""

    def __init__(self, database: Path) -> None:
        self._log = database.with_name(f"{database.name}-wal")
        self._running: asyncio.Future[None] | None = None
        self._next: asyncio.Future[None] | None = None

    async def forced(self) -> None:
        """Whatever was committed before the call is on the disk afterwards; raises OSError."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._sync_after(self._running))
        await asyncio.shield(self._next)

    async def _sync_after(self, running: asyncio.Future[None] | None) -> None:
        """A sync that runs already may have begun before the commit, so it is waited for and another one made."""
        if running:
            await asyncio.wait([running])
        self._running, self._next = self._next, None
        await asyncio.get_running_loop().run_in_executor(None, self._sync)

    def _sync(self) -> None:
        descriptor = os.open(self._log, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
