"""`:predict`: the body goes to a node as it is, and the node's answer comes back as it is."""

import asyncio
from collections.abc import Callable

from modelport.catalog.limits import limit

from ..http.messages import Answer, HttpError, Request, Response
from ..nodes.link import Job
from .errors import error
from .serving import Endpoint, Serving

_JSON = "application/json"


class Predictions:
    """The handlers; the region is that of the endpoint the request was sent to."""

    def __init__(self, serving: Serving, region_of: Callable[[Request], str]) -> None:
        self._serving = serving
        self._region_of = region_of
        self._most = limit("online_request_bytes")
        self._loop = asyncio.get_running_loop()

    def predict(self, request: Request, project: str, model: str, version: str = "", **_: str) -> Answer:
        """An answer for each instance, by the model's default version if none is named."""
        endpoint = self._serving.find((self._region_of(request), project, model, version))
        body = request.whole_body
        if body is None or "content-encoding" in request.headers:
            return self._predict_later(request, endpoint)
        return self._send(endpoint, body)

    async def _predict_later(self, request: Request, endpoint: Endpoint) -> Response:
        try:
            body = await request.read(self._most)
        except HttpError as problem:
            raise self._too_large() if problem.status == 413 else problem from problem
        return await self._send(endpoint, body)

    def _send(self, endpoint: Endpoint, body: bytes) -> asyncio.Future[Response]:
        if len(body) > self._most:
            raise self._too_large()
        future: asyncio.Future[Response] = self._loop.create_future()
        started = self._loop.time()

        def done(status: int, payload: bytes) -> None:
            seconds = self._loop.time() - started
            endpoint.statistics.count(status, seconds)
            if endpoint.access_log:
                endpoint.access_log.write("INFO", f"predict {status} in {seconds * 1000:.1f} ms")
            if not future.done():
                future.set_result(Response(status, payload, content_type=_JSON))

        endpoint.pool.submit(Job(body, done))
        return future

    def _too_large(self) -> HttpError:
        return error("INVALID_ARGUMENT", f"Request payload size exceeds the limit: {self._most} bytes.")
