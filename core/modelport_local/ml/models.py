"""`projects.models`: create, get, list, patch, delete."""

import re
from collections.abc import Callable, Iterator

import msgspec

from modelport.catalog import limits, regions

from ..database import Database
from ..http.messages import Request, Response, json_response
from .clock import same_etag
from .errors import Violation, error, invalid, name_taken
from .keys import ModelKey, Scope, VersionKey
from .labels import label_violations
from .masks import changed_fields
from .operations import TYPES, Operations
from .paging import matcher, names, page, page_size, start_after
from .reading import convert, json_body
from .resources import Model
from .rules import NAME_RULE
from .serving import Serving
from .tables import Models, StoredModel, Versions
from .views import Views

EMPTY = {"@type": f"{TYPES}google.protobuf.Empty"}
FILTERED = ("name", "description", "regions")
"""What a list can be filtered by, beside labels."""
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:_-]{0,127}")
_OUTPUT_ONLY = {"default_version": None, "etag": ""}


class ModelMethods:
    """The handlers."""

    def __init__(
        self, database: Database, models: Models, versions: Versions, operations: Operations, serving: Serving,
        views: Views, region_of: Callable[[Request], str],
    ) -> None:  # fmt: skip
        self._database = database
        self._models = models
        self._versions = versions
        self._operations = operations
        self._serving = serving
        self._views = views
        self._region_of = region_of

    async def create(self, request: Request, project: str, **_: str) -> Response:
        """Answers with the model at once."""
        scope = Scope(self._region_of(request), project)
        model = msgspec.structs.replace(convert(await json_body(request), Model, "model"), **_OUTPUT_ONLY)
        if found := list(_violations(model, scope)):
            raise invalid(*found)
        key = ModelKey(*scope, model.name)
        if self._models.find(key):
            raise name_taken("model", "Use it, or choose another name.")
        self._check_quota(scope)
        place = regions.DEFAULT_REGION if scope.region == regions.GLOBAL else scope.region
        self._models.put(key, msgspec.structs.replace(model, regions=model.regions or (place,)))
        self._serving.prewarm()
        return self._answer(key)

    def _check_quota(self, scope: Scope) -> None:
        most = limits.limit("models_per_project")
        if len(self._models.listed(scope)) >= most:
            raise error("RESOURCE_EXHAUSTED", f"The project has {most} models, the most allowed. Delete one first.")

    def _answer(self, key: ModelKey) -> Response:
        return json_response(self._views.model(self._models.get(key)))

    def get(self, request: Request, project: str, model: str, **_: str) -> Response:
        """One model."""
        return self._answer(ModelKey(self._region_of(request), project, model))

    def list_page(self, request: Request, project: str, **_: str) -> Response:
        """Models of the endpoint, page by page."""
        scope, wanted = Scope(self._region_of(request), project), request.query.get("filter", "")
        matches = matcher(wanted, FILTERED)
        stored = self._models.listed(scope, start_after(request.query))
        chosen = (m for m in stored if matches(_fields(m, wanted)))
        found, token = page(chosen, page_size(request.query), lambda m: m.key.model)
        body = {"models": [self._views.model(m) for m in found], "nextPageToken": token}
        return json_response({name: value for name, value in body.items() if value})

    async def patch(self, request: Request, project: str, model: str, **_: str) -> Response:
        """Change the description, labels or default version; answers with an operation that is done."""
        key = ModelKey(self._region_of(request), project, model)
        body = convert(await json_body(request), Model, "model")
        stored = self._models.get(key)
        fields = changed_fields(request.query, frozenset({"description", "labels", "defaultVersion.name"}))
        if body.etag and not same_etag(body.etag, stored.resource.etag):
            raise error("ABORTED", "The etag is not the current one: the model has changed. Read it again.")
        if found := list(label_violations("model", body.labels)):
            raise invalid(*found)
        with self._database.transaction():
            self._apply(stored, body, fields)
            operation = self._operations.start(key.scope, "UPDATE_MODEL", model)
            view = msgspec.to_builtins(self._views.model(self._models.get(key)))
            response = {"@type": f"{TYPES}google.cloud.ml.v1.Model"} | view
            operation = self._operations.finish(key.scope, operation.id, response=response)
        self._serving.forget_addresses()
        return json_response(operation)

    def _apply(self, stored: StoredModel, body: Model, fields: list[str]) -> None:
        changed = stored.resource
        if "description" in fields:
            changed = msgspec.structs.replace(changed, description=body.description)
        if "labels" in fields:
            changed = msgspec.structs.replace(changed, labels=body.labels)
        if "defaultVersion.name" in fields:
            name = _default_name(body, stored.key)
            version = self._versions.get(VersionKey(*stored.key, name))
            if version.resource.state != "READY":
                raise error("FAILED_PRECONDITION", f"{version.key.path} is {version.resource.state}, not READY.")
            self._models.set_default(stored.key, name)
        self._models.put(stored.key, changed)

    def delete(self, request: Request, project: str, model: str, **_: str) -> Response:
        """Delete a model without versions; answers with an operation that is done."""
        key = ModelKey(self._region_of(request), project, model)
        self._models.get(key)
        if count := len(self._versions.listed(key)):
            raise error("FAILED_PRECONDITION", f"{key.path} still has {count} version(s). Delete them first.")
        with self._database.transaction():
            self._models.delete(key)
            operation = self._operations.start(key.scope, "DELETE_MODEL", model)
            operation = self._operations.finish(key.scope, operation.id, response=EMPTY)
        self._serving.forget_addresses()
        return json_response(operation)


def _default_name(body: Model, key: ModelKey) -> str:
    """The short name of the default version that is asked for; raises HttpError 400 where it is none of this model."""
    given = body.default_version.name if body.default_version else ""
    name = given.removeprefix(f"{key.path}/versions/")
    if not name or "/" in name:
        advice = f"Name one of this model, as V or {key.path}/versions/V."
        raise invalid(Violation("model.default_version.name", f"{given!r} is no version of {key.path}. {advice}"))
    return name


def _violations(model: Model, scope: Scope) -> Iterator[Violation]:
    if not limits.is_valid_name("model", model.name):
        yield Violation("model.name", NAME_RULE)
    if len(model.regions) > limits.limit("regions_per_model"):
        yield Violation("model.regions", "Only one region may be given.")
    elif model.regions:
        yield from _region_violations(model.regions[0], scope.region)
    if not _PROJECT.fullmatch(scope.project):
        yield Violation("parent", f"{scope.project!r} is not a project's id: lower-case letters, digits and hyphens.")
    yield from label_violations("model", model.labels)


def _region_violations(wanted: str, endpoint: str) -> Iterator[Violation]:
    if endpoint == regions.GLOBAL:
        names = [region.name for region in regions.serving(regions.GLOBAL)]
        if wanted not in names:
            yield Violation("model.regions", f"The global endpoint serves in {', '.join(names)}, not in {wanted!r}.")
    elif wanted != endpoint:
        yield Violation("model.regions", f"This is the endpoint of {endpoint}: leave the region out, or give this one.")


def _fields(stored: StoredModel, wanted: str) -> dict[str, str]:
    labels = {f"labels.{key}": value for key, value in stored.resource.labels.items()}
    name, resource = names(stored.key.path, wanted), stored.resource
    return {"name": name, "description": resource.description, "regions": " ".join(resource.regions)} | labels
