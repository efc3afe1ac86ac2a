"""Start and stop: what was READY serves again, what was being created is taken up again."""

import asyncio
import contextlib

import msgspec

from ..database import Database
from ..nodes.forking import Zygotes
from .creating import Creations
from .keys import VersionKey
from .operations import Operation, Operations, version_key
from .serving import Serving
from .staging import Staging
from .tables import Models, StoredVersion, Versions

_FLUSH_SECONDS = 60.0


class Lifecycle:
    """What the server starts before its first request and stops after its last."""

    def __init__(
        self, database: Database, models: Models, versions: Versions, operations: Operations, staging: Staging,
        serving: Serving, creations: Creations, zygotes: Zygotes,
    ) -> None:  # fmt: skip
        self._database = database
        self._models = models
        self._versions = versions
        self._operations = operations
        self._staging = staging
        self._serving = serving
        self._creations = creations
        self._zygotes = zygotes
        self._flushing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up what the last run left."""
        stored = self._versions.all()
        self._staging.remove_all_but({version.uid for version in stored})
        running = {version_key(scope, o): o for scope, o in self._operations.unfinished()}
        for version in stored:
            if version.resource.state == "READY":
                self._creations.serve_again(version)
            elif version.resource.state == "CREATING":
                self._take_up(version, running)
        self._serving.start()
        self._flushing = asyncio.create_task(self._flush_regularly())

    def _take_up(self, version: StoredVersion, running: dict[VersionKey | None, Operation]) -> None:
        operation = running.get(version.key)
        if operation is not None:
            self._creations.begin(version, operation.id)

    async def _flush_regularly(self) -> None:
        while True:
            await asyncio.sleep(_FLUSH_SECONDS)
            self._flush()

    def _flush(self) -> None:
        """Store the times of last use."""
        with self._database.transaction():
            for version in self._versions.all():
                last_use = self._serving.last_use(version.key)
                if last_use and last_use != version.resource.last_use_time:
                    self._versions.keep(version.key, msgspec.structs.replace(version.resource, last_use_time=last_use))

    async def stop(self) -> None:
        """End nodes and tasks, and close the database."""
        if self._flushing:
            self._flushing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._flushing
        await self._creations.stop()
        self._flush()
        await self._serving.stop()
        await self._zygotes.stop()
        self._database.close()
