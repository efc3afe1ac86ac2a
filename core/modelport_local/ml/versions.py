"""`projects.models.versions`: create, get, list, patch, delete, setDefault."""

import secrets
from collections.abc import Callable

import msgspec

from modelport.catalog import limits, machines

from ..database import Database
from ..http.messages import Request, Response, json_response
from .clock import now, same_etag
from .creating import Creations, as_any
from .errors import absent, error, invalid, name_taken
from .keys import ModelKey, VersionKey
from .masks import changed_fields
from .models import EMPTY
from .operations import Operations
from .paging import matcher, names, page, page_size, start_after
from .reading import convert, json_body
from .resources import Version
from .rules import endpoint_of, violations
from .serving import Serving
from .staging import Staging
from .tables import Models, StoredVersion, Versions
from .version_patch import CHANGEABLE, patched
from .views import Views

FILTERED = (
    "name", "description", "state", "isDefault", "framework", "runtimeVersion", "pythonVersion", "machineType",
    "deploymentUri", "predictionClass", "createTime", "lastUseTime", "errorMessage",
)  # fmt: skip
"""What a list can be filtered by, beside labels."""
QUICK_SECONDS = 0.25
_BUSY = ("CREATING", "UPDATING", "DELETING")
_OUTPUT_ONLY = {
    "is_default": False, "last_use_time": "", "error_message": "", "etag": "",
    "last_migration_time": "", "last_migration_model_id": "",
}  # fmt: skip


class VersionMethods:
    """The handlers."""

    def __init__(
        self, database: Database, models: Models, versions: Versions, operations: Operations, serving: Serving,
        views: Views, creations: Creations, staging: Staging, region_of: Callable[[Request], str],
    ) -> None:  # fmt: skip
        self._database = database
        self._models = models
        self._versions = versions
        self._operations = operations
        self._serving = serving
        self._views = views
        self._creations = creations
        self._staging = staging
        self._region_of = region_of
        self._deleting: set[VersionKey] = set()

    async def create(self, request: Request, project: str, model: str, **_: str) -> Response:
        """Start creating a version; the operation is done already if it took less than a quarter of a second."""
        model_key = ModelKey(self._region_of(request), project, model)
        version = _completed(convert(await json_body(request), Version, "version"), model_key)
        self._models.get(model_key)
        if version.container is not None:
            text = "The embedded platform runs no containers. Deploy the model's files, or use Google's platform."
            raise absent(f"Field: version.container Error: {text}")
        if found := violations(version, model_key.region):
            raise invalid(*found)
        key = VersionKey(*model_key, version.name)
        self._check_free(key)
        self._check_concurrency(project)
        version = msgspec.structs.replace(version, request_logging_config=None)  # it is taken from a patch only
        stored = StoredVersion(key, secrets.token_hex(8), version)
        with self._database.transaction():
            self._versions.insert(key, stored.uid, version)
            view = self._views.version(self._versions.get(key))
            operation = self._operations.start(key.scope, "CREATE_VERSION", model, view)
        self._creations.begin(stored, operation.id)
        return json_response(await self._operations.wait(key.scope, operation.id, QUICK_SECONDS))

    def _check_free(self, key: VersionKey) -> None:
        if found := self._versions.find(key):
            raise name_taken("version", f"It is {found.resource.state}: delete it first, or choose another name.")
        most = limits.limit("versions_per_project")
        if sum(v.key.scope == key.scope for v in self._versions.all()) >= most:
            raise error("RESOURCE_EXHAUSTED", f"The project has {most} versions, the most allowed. Delete one first.")

    def _check_concurrency(self, project: str) -> None:
        """Raises HttpError 429 where as many creations and deletions are under way as a project may have at once."""
        most = limits.limit("concurrent_version_create_or_delete")
        if self._creations.running(project) + sum(key.project == project for key in self._deleting) >= most:
            reason = f"Quota exceeded: the project has {most} creations and deletions of versions under way"
            raise error("RESOURCE_EXHAUSTED", f"{reason}, the most allowed at once. Try again when one has finished.")

    def get(self, request: Request, project: str, model: str, version: str, **_: str) -> Response:
        """One version."""
        key = VersionKey(self._region_of(request), project, model, version)
        return json_response(self._views.version(self._versions.get(key)))

    def list_page(self, request: Request, project: str, model: str, **_: str) -> Response:
        """Versions of a model, page by page."""
        key, wanted = ModelKey(self._region_of(request), project, model), request.query.get("filter", "")
        matches = matcher(wanted, FILTERED)
        self._models.get(key)
        stored = self._versions.listed(key, start_after(request.query))
        chosen = (v for v in map(self._views.version, stored) if matches(_fields(v, wanted)))
        found, token = page(chosen, page_size(request.query), lambda v: v.name.rpartition("/")[2])
        body = {"versions": found, "nextPageToken": token}
        return json_response({name: value for name, value in body.items() if value})

    async def patch(self, request: Request, project: str, model: str, version: str, **_: str) -> Response:
        """Change what may change; answers with an operation that is done."""
        key = VersionKey(self._region_of(request), project, model, version)
        body = convert(await json_body(request), Version, "version")
        stored = self._idle(key)
        if body.etag and not same_etag(body.etag, stored.resource.etag):
            raise error("ABORTED", "The etag is not the current one: the version has changed. Read it again.")
        resource = patched(stored.resource, body, changed_fields(request.query, CHANGEABLE))
        with self._database.transaction():
            self._versions.put(key, resource)
            view = self._views.version(self._versions.get(key))
            operation = self._operations.start(key.scope, "UPDATE_VERSION", model, view)
            operation = self._operations.finish(key.scope, operation.id, response=as_any(view, "Version"))
        self._serving.rescale(key, resource)
        return json_response(operation)

    def _idle(self, key: VersionKey) -> StoredVersion:
        stored = self._versions.get(key)
        if stored.resource.state in _BUSY:
            advice = "Wait until it is READY or FAILED, or cancel its operation."
            raise error("FAILED_PRECONDITION", f"{key.path} is {stored.resource.state}. {advice}")
        return stored

    async def delete(self, request: Request, project: str, model: str, version: str, **_: str) -> Response:
        """Delete a version, its nodes and its files; answers with an operation that is done."""
        key = VersionKey(self._region_of(request), project, model, version)
        stored = self._idle(key)
        is_default = self._models.get(key.model_key).default_version == version
        if is_default and len(self._versions.listed(key.model_key)) > 1:
            advice = "Make another version the default, or delete the others first."
            raise error("FAILED_PRECONDITION", f"{key.path} is the model's default version. {advice}")
        self._check_concurrency(project)
        view = self._views.version(stored)
        with self._database.transaction():
            self._versions.delete(key)
            if is_default:
                self._models.set_default(key.model_key, "")
            operation = self._operations.start(key.scope, "DELETE_VERSION", model, view)
            operation = self._operations.finish(key.scope, operation.id, response=EMPTY)
        self._deleting.add(key)
        try:
            await self._serving.close(key)
        finally:
            self._deleting.discard(key)
        self._staging.remove(stored.uid)
        return json_response(operation)

    def set_default(self, request: Request, project: str, model: str, version: str, **_: str) -> Response:
        """Make a READY version the one that answers for its model; answers with the version."""
        key = VersionKey(self._region_of(request), project, model, version)
        stored = self._versions.get(key)
        if stored.resource.state != "READY":
            raise error("FAILED_PRECONDITION", f"{key.path} is {stored.resource.state}, not READY.")
        self._models.set_default(key.model_key, version)
        self._serving.forget_addresses()
        return json_response(self._views.version(stored))


def _completed(version: Version, key: ModelKey) -> Version:
    """What the server itself fills in: output-only fields are not the caller's."""
    return msgspec.structs.replace(
        version,
        **_OUTPUT_ONLY,
        state="CREATING",
        create_time=now(),
        framework="" if version.framework == "FRAMEWORK_UNSPECIFIED" else version.framework,
        machine_type=version.machine_type or machines.default_for(endpoint_of(key.region)),
    )


def _fields(version: Version, wanted: str) -> dict[str, str]:
    labels = {f"labels.{key}": value for key, value in version.labels.items()}
    texts = (
        names(version.name, wanted), version.description, version.state, str(version.is_default).lower(),
        version.framework, version.runtime_version, version.python_version, version.machine_type,
        version.deployment_uri, version.prediction_class, version.create_time, version.last_use_time,
        version.error_message,
    )  # fmt: skip
    return dict(zip(FILTERED, texts, strict=True)) | labels
