"""From a request to its answer: guard, route, handler; every error becomes an error object."""

import asyncio
import logging

from . import fields
from .body import ClientGone
from .guard import Guard
from .messages import HttpError, Request, Response, parameters_in
from .routes import Router

_log = logging.getLogger("modelport_local.http")


class Dispatcher:
    """The one place where exceptions of handlers end."""

    def __init__(self, router: Router, guard: Guard) -> None:
        self._router = router
        self._guard = guard

    def start(self, request: Request) -> Response | asyncio.Future[Response]:
        """Begin to handle `request`; never raises. A coroutine becomes a task, anything else costs none."""
        try:
            self._guard.check(request)
            if "x-http-method-override" in request.headers:
                _override(request)
            fields.check(request)
            handler, parameters = self._router.match(request.method, request.path)
            answer = handler(request, **parameters)
            if isinstance(answer, Response):
                return fields.applied(request, answer)
        except Exception as error:  # noqa: BLE001 - the boundary of plain handlers
            return self._failed(request, error)
        return asyncio.ensure_future(answer)

    def result(self, request: Request, future: asyncio.Future[Response]) -> Response | None:
        """The answer of a finished future; None where the client went away; never raises."""
        if future.cancelled():
            error: BaseException | None = HttpError(503, "backendError", "The platform is stopping. Try again.")
        else:
            error = future.exception()
        if isinstance(error, ClientGone):
            return None
        return self._failed(request, error) if error else fields.applied(request, future.result())

    def _failed(self, request: Request, error: BaseException) -> Response:
        if not isinstance(error, HttpError):
            _log.error("%s %s failed", request.method, request.path[:300], exc_info=error)
            error = HttpError(
                500,
                "backendError",
                "The embedded platform met an error of its own; the traceback is in its log (server.log).",
            )
        return self._router.error_response(request.path, error)

    def refusal(self, error: HttpError) -> Response:
        """An error object for bytes that are no request."""
        return self._router.error_response("", error)


def _override(request: Request) -> None:
    """Google's Python client sends a GET with a long query as a POST with the query as form body."""
    if request.method != "POST":
        return
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        body = request.whole_body
        if body is None:
            raise HttpError(413, "uploadTooLarge", "The query in the body is too long.")
        request.query.update(parameters_in(body.decode("utf-8", "replace")))
    request.method = request.headers["x-http-method-override"].upper()
