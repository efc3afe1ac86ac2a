"""`projects.operations`: get, list, cancel."""

from collections.abc import Callable

import msgspec

from ..http.messages import Request, Response, json_response
from .creating import Creations
from .keys import Scope
from .operations import Operation, Operations, version_key
from .paging import matcher, names, page, page_size, start_after

FILTERED = (
    "name", "done", "metadata.operationType", "metadata.modelName", "metadata.version.name", "metadata.createTime",
)  # fmt: skip
"""What a list can be filtered by."""
HOLD_SECONDS = 1.0
_REMEMBERED = 1000


class OperationMethods:
    """The handlers; the first `get` of a running operation is held a little, later ones answer at once."""

    def __init__(self, operations: Operations, creations: Creations, region_of: Callable[[Request], str]) -> None:
        self._operations = operations
        self._creations = creations
        self._region_of = region_of
        self._asked: set[tuple[Scope, str]] = set()

    async def get(self, request: Request, project: str, operation: str, **_: str) -> Response:
        """One operation."""
        return await self._get(Scope(self._region_of(request), project), operation)

    async def get_in_location(
        self, request: Request, project: str, location: str, operation: str, **_: str
    ) -> Response:
        """One operation of the regional endpoint in `location`, whatever the host; HttpError 404 elsewhere."""
        return await self._get(Scope(location, project), operation)

    async def _get(self, scope: Scope, operation: str) -> Response:
        seconds = 0.0 if (scope, operation) in self._asked else HOLD_SECONDS
        if len(self._asked) >= _REMEMBERED:
            self._asked.clear()
        found = await self._operations.wait(scope, operation, seconds)
        self._asked.add((scope, operation))
        return json_response(found)

    def list_page(self, request: Request, project: str, **_: str) -> Response:
        """Operations of the endpoint, page by page."""
        scope, wanted = Scope(self._region_of(request), project), request.query.get("filter", "")
        matches = matcher(wanted, FILTERED)
        stored = self._operations.listed(scope, start_after(request.query), _REMEMBERED)
        chosen = (o for o in stored if matches(_fields(o, wanted)))
        found, token = page(chosen, page_size(request.query), lambda o: o.id)
        body = {"operations": msgspec.to_builtins(found), "nextPageToken": token}
        return json_response({name: value for name, value in body.items() if value})

    def cancel(self, request: Request, project: str, operation: str, **_: str) -> Response:
        """Ask for the end of a running operation."""
        return self._cancel(Scope(self._region_of(request), project), operation)

    def cancel_in_location(self, request: Request, project: str, location: str, operation: str, **_: str) -> Response:
        """Ask for the end of a running operation of the regional endpoint in `location`."""
        return self._cancel(Scope(location, project), operation)

    def _cancel(self, scope: Scope, operation: str) -> Response:
        found = self._operations.get(scope, operation)
        self._operations.request_cancellation(scope, operation)
        if not found.done and (key := version_key(scope, found)):
            self._creations.cancel(key)
        return json_response({})


def _fields(operation: Operation, wanted: str) -> dict[str, str]:
    about = operation.metadata
    version = about.version.name if about.version else ""
    texts = (
        names(operation.name, wanted), str(operation.done).lower(), about.operation_type,
        names(about.model_name, wanted), names(version, wanted), about.create_time,
    )  # fmt: skip
    return dict(zip(FILTERED, texts, strict=True))
