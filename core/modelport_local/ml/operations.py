"""Long-running operations: stored, pollable, and held a little so that a quick one costs no second poll."""

import asyncio
from typing import Any

import msgspec

from ..database import Database
from ..storage.names import project_number
from .clock import milliseconds, now
from .errors import not_found
from .keys import Scope, VersionKey
from .resources import Version

TYPES = "type.googleapis.com/"


class Metadata(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """What an operation is about."""

    type: str = msgspec.field(default="", name="@type")
    create_time: str = ""
    start_time: str = ""
    end_time: str = ""
    is_cancellation_requested: bool = False
    operation_type: str = ""
    model_name: str = ""
    version: Version | None = None
    labels: dict[str, str] = {}
    project_number: str = ""


class Status(msgspec.Struct, frozen=True, omit_defaults=True):
    """A google.rpc.Status."""

    code: int
    message: str
    details: tuple[dict[str, Any], ...] = ()


class Operation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A google.longrunning.Operation; `name` is the full one."""

    name: str
    metadata: Metadata
    done: bool = False
    error: Status | None = None
    response: dict[str, Any] | None = None

    @property
    def id(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]


class Operations:
    """The table of operations, and those who wait for one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changes: dict[tuple[Scope, str], asyncio.Event] = {}
        self._last_stamp = 0

    def start(self, scope: Scope, kind: str, model: str, version: Version | None = None) -> Operation:
        """Store a new operation, such as CREATE_VERSION."""
        time = now()
        metadata = Metadata(
            type=f"{TYPES}google.cloud.ml.v1.OperationMetadata", create_time=time, start_time=time, operation_type=kind,
            model_name=f"{scope.path}/models/{model}", version=version, project_number=project_number(scope.project),
        )  # fmt: skip
        name = f"{kind.partition('_')[0].lower()}_{model}"
        if version is not None:
            name += "_" + version.name.rpartition("/")[2]
        operation = Operation(f"{scope.path}/operations/{name}-{self._stamp()}", metadata)
        self._put(scope, operation)
        return operation

    def _stamp(self) -> int:
        """Milliseconds since 1970, never the same twice."""
        self._last_stamp = max(milliseconds(), self._last_stamp + 1)
        return self._last_stamp

    def finish(
        self, scope: Scope, id: str, *, response: dict[str, Any] | None = None, error: Status | None = None
    ) -> Operation:
        """Store the outcome, and wake who waits."""
        operation = self.get(scope, id)
        metadata = msgspec.structs.replace(operation.metadata, end_time=now())
        operation = msgspec.structs.replace(operation, metadata=metadata, done=True, response=response, error=error)
        self._put(scope, operation)
        if change := self._changes.pop((scope, id), None):
            change.set()
        return operation

    def request_cancellation(self, scope: Scope, id: str) -> None:
        """Note that somebody wants it cancelled; raises HttpError 404."""
        operation = self.get(scope, id)
        if not operation.done:
            metadata = msgspec.structs.replace(operation.metadata, is_cancellation_requested=True)
            self._put(scope, msgspec.structs.replace(operation, metadata=metadata))

    def get(self, scope: Scope, id: str) -> Operation:
        """The operation; raises HttpError 404."""
        query = "SELECT region, project, resource FROM operations WHERE region = ? AND project = ? AND name = ?"
        row = self._database.row(query, *scope, id)
        if row is None:
            raise not_found(f"{scope.path}/operations/{id}", "Ask the endpoint that started it.")
        return msgspec.json.decode(row[2], type=Operation)

    def listed(self, scope: Scope, after: str, limit: int) -> list[Operation]:
        """Operations of a project in the order of their names."""
        query = (
            "SELECT region, project, resource FROM operations WHERE region = ? AND project = ? AND name > ?"
            " ORDER BY name LIMIT ?"
        )
        rows = self._database.rows(query, *scope, after, limit)
        return [msgspec.json.decode(raw, type=Operation) for _, _, raw in rows]

    def unfinished(self) -> list[tuple[Scope, Operation]]:
        """Those that were running when the platform stopped."""
        rows = self._database.rows("SELECT region, project, resource FROM operations WHERE done = 0")
        return [(Scope(r, p), msgspec.json.decode(raw, type=Operation)) for r, p, raw in rows]

    async def wait(self, scope: Scope, id: str, seconds: float) -> Operation:
        """The operation once it is done, or as it is after `seconds`; raises HttpError 404."""
        operation = self.get(scope, id)
        if operation.done:
            return operation
        change = self._changes.setdefault((scope, id), asyncio.Event())
        try:
            async with asyncio.timeout(seconds):
                await change.wait()
        except TimeoutError:
            pass
        return self.get(scope, id)

    def _put(self, scope: Scope, operation: Operation) -> None:
        raw = msgspec.json.encode(operation)
        self._database.execute(
            "INSERT OR REPLACE INTO operations VALUES (?, ?, ?, ?, ?)", *scope, operation.id, operation.done, raw
        )


def version_key(scope: Scope, operation: Operation) -> VersionKey | None:
    """The version that an operation is about."""
    if operation.metadata.version is None:
        return None
    name = operation.metadata.version.name.rpartition("/")[2]
    return VersionKey(*scope, operation.metadata.model_name.rpartition("/")[2], name)
