"""`projects.operations`: get, list, cancel."""

from collections.abc import Callable

import msgspec

from ..http.messages import Request, Response, json_response
from .creating import Creations
from .keys import Scope
from .operations import Operation, Operations, version_key
from .paging import matcher, page, page_size, start_after

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
        scope, matches = Scope(self._region_of(request), project), matcher(request.query.get("filter", ""))
        stored = self._operations.listed(scope, start_after(request.query), _REMEMBERED)
        chosen = (o for o in stored if matches(_fields(o)))
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


def _fields(operation: Operation) -> dict[str, str]:
    return {
        "name": operation.name, "done": str(operation.done).lower(),
        "metadata.operationType": operation.metadata.operation_type,
        "metadata.modelName": operation.metadata.model_name,
    }  # fmt: skip
