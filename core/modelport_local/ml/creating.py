"""Creating a version: stage its files, start its nodes, load its model, probe it; READY or FAILED."""

import asyncio
import traceback
from typing import Any

import msgspec

from modelport.catalog import frameworks

from ..database import Database
from ..logs.version_log import LogName, VersionLog, VersionLogs
from ..nodes.forking import CannotStart
from ..nodes.node import LoadFailed
from ..nodes.pool import NodePool
from ..nodes.spec import Loaded
from ..text import encodable
from .differences import differences
from .errors import CODES
from .keys import VersionKey
from .node_specs import package_dirs, spec_for
from .operations import TYPES, Operations, Status
from .packages import PackageFailed, unpack
from .resources import Version
from .serving import Serving
from .staging import Listing, Staging, StagingFailed, framework_in, serving_region
from .tables import Models, StoredVersion, Versions
from .views import Views


class Creations:
    """Runs the creation of versions, one task each."""

    def __init__(
        self, database: Database, models: Models, versions: Versions, operations: Operations,
        staging: Staging, serving: Serving, logs: VersionLogs, views: Views,
    ) -> None:  # fmt: skip
        self._database = database
        self._models = models
        self._versions = versions
        self._operations = operations
        self._staging = staging
        self._serving = serving
        self._logs = logs
        self._views = views
        self._tasks: dict[VersionKey, asyncio.Task[None]] = {}
        self._cancelled: set[VersionKey] = set()

    def begin(self, stored: StoredVersion, operation_id: str) -> None:
        """Create the version in the background; the operation gets the outcome."""
        self._cancelled.discard(stored.key)
        task = asyncio.create_task(self._run(stored, operation_id))
        self._tasks[stored.key] = task
        task.add_done_callback(lambda _: self._tasks.pop(stored.key, None))

    def running(self, project: str) -> int:
        """How many versions of a project are being created, on all endpoints together."""
        return sum(key.project == project for key in self._tasks)

    def cancel(self, key: VersionKey) -> None:
        """Give up creating a version: it ends as FAILED."""
        if task := self._tasks.get(key):
            self._cancelled.add(key)
            task.cancel()

    async def stop(self) -> None:
        """Leave unfinished creations to the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def serve_again(self, stored: StoredVersion) -> None:
        """After a restart: let a READY version's nodes start, now or with its first request."""
        version = stored.resource
        spec = spec_for(version, stored.uid, version.framework, self._staging)
        pool = self._serving.pool_for(stored.key, spec, version)
        self._serving.open(stored.key, pool)
        pool.tick()

    async def _run(self, stored: StoredVersion, operation_id: str) -> None:
        log = self._logs.of(LogName(*stored.key))
        try:
            pool, loaded = await self._bring_up(stored, log)
        except (StagingFailed, PackageFailed) as failure:
            self._fail(stored, operation_id, str(failure), log)
        except LoadFailed as failure:
            self._fail(stored, operation_id, _model_problem(str(failure)), log)
        except CannotStart as failure:
            self._fail(stored, operation_id, f"The model server never became ready: {failure}.", log)
        except asyncio.CancelledError:
            if stored.key not in self._cancelled:
                raise
            self._cancelled.discard(stored.key)
            self._fail(stored, operation_id, "The creation was cancelled.", log, "CANCELLED")
        except Exception:  # noqa: BLE001 - a version must not stay CREATING for ever, whatever went wrong here
            log.write("ERROR", traceback.format_exc())
            self._fail(
                stored, operation_id, "Internal error of the platform; the version's log says more.", log, "INTERNAL"
            )
        else:
            self._succeed(stored, operation_id, pool, loaded, log)

    async def _bring_up(self, stored: StoredVersion, log: VersionLog) -> tuple[NodePool, Loaded]:
        version, region = stored.resource, self._serving_region(stored.key)
        log.write("INFO", f"staging {version.deployment_uri}")
        listing = await self._staging.stage(version, stored.uid, region, stored.key.project)
        framework = framework_in(version, listing)
        _check_for_explanation(version, framework, listing)
        log.write(
            "INFO", f"staged {len(listing)} file{'' if len(listing) == 1 else 's'}, {sum(listing.values())} bytes"
        )
        await self._unpack_packages(stored, log)
        pool = self._serving.pool_for(stored.key, spec_for(version, stored.uid, framework, self._staging), version)
        try:
            loaded = await pool.load()
        except BaseException:
            await pool.stop()
            raise
        log.write("INFO", f"loaded in {loaded.seconds:.3f} s: {loaded.description}")
        log.write("INFO", loaded.probe)
        for difference in differences(version, loaded.framework):
            log.write("WARNING", difference)
        return pool, loaded

    def _serving_region(self, key: VersionKey) -> str:
        return serving_region(key.region, self._models.get(key.model_key).resource.regions)

    async def _unpack_packages(self, stored: StoredVersion, log: VersionLog) -> None:
        version = stored.resource
        targets = package_dirs(version, stored.uid, self._staging)
        for target, uri in zip(targets, version.package_uris, strict=True):
            target.mkdir(parents=True)
            archive = target.with_name(f"{target.name}-{uri.rpartition('/')[2]}")
            self._staging.fetch(uri, archive)
            await asyncio.to_thread(unpack, archive, target)
            log.write("INFO", f"unpacked {uri}")

    def _succeed(
        self, stored: StoredVersion, operation_id: str, pool: NodePool, loaded: Loaded, log: VersionLog
    ) -> None:
        key, model = stored.key, self._models.get(stored.key.model_key)
        framework: Any = loaded.framework
        ready = msgspec.structs.replace(stored.resource, state="READY", framework=framework)
        with self._database.transaction():
            self._versions.put(key, ready)
            if not model.default_version:
                self._models.set_default(key.model_key, key.version)
            body = self._views.version(self._versions.get(key))
            self._operations.finish(key.scope, operation_id, response=as_any(body, "Version"))
        self._serving.open(key, pool)
        log.write("INFO", f"{key.path} is READY")

    def _fail(
        self, stored: StoredVersion, operation_id: str, message: str, log: VersionLog, code: str = "INVALID_ARGUMENT"
    ) -> None:
        message = encodable(message)
        log.write("ERROR", f"FAILED: {message}")
        self._staging.remove(stored.uid)
        failed = msgspec.structs.replace(stored.resource, state="FAILED", error_message=message)
        with self._database.transaction():
            self._versions.put(stored.key, failed)
            self._operations.finish(stored.key.scope, operation_id, error=Status(CODES[code], message))


def as_any(resource: Version, type_name: str) -> dict[str, Any]:
    """A resource as a google.protobuf.Any in JSON."""
    body: dict[str, Any] = msgspec.to_builtins(resource)
    return {"@type": f"{TYPES}google.cloud.ml.v1.{type_name}"} | body


def _model_problem(reason: str) -> str:
    if reason.startswith(("The model server never", "Model requires", "Field: ")):
        return reason
    return f'Bad model detected with error: "{reason}"'


def _check_for_explanation(version: Version, framework: str, listing: Listing) -> None:
    if version.explanation_config and "explanation_metadata.json" not in listing:
        raise StagingFailed(
            "Field: version.explanation_config Error: explanation_metadata.json is not in the model directory."
        )
    if version.accelerator_config and framework != frameworks.TENSORFLOW:
        raise StagingFailed("Field: version.accelerator_config Error: Accelerators need framework TENSORFLOW.")
