"""Many small calls in one request (`multipart/mixed`), each answered by itself."""

import re
import secrets

from ...http import fields
from ...http.body import Body
from ...http.messages import HttpError, Request, Response
from ...http.routes import Router
from ...http.wire import has_body, head, split_target
from ..errors import invalid
from ..related import boundary_of

MAX_BYTES = 10 * 1024 * 1024
MAX_CALLS = 1000


class BatchApi:
    """POST /batch/storage/v1."""

    def __init__(self, router: Router) -> None:
        self._router = router

    def add_routes(self) -> None:
        """Register the method."""
        for path in ("/batch/storage/v1", "/batch"):
            self._router.add("POST", path, self.post)

    async def post(self, request: Request) -> Response:
        """Raises HttpError 400, 413."""
        dashed = b"--" + boundary_of(request.headers.get("content-type", ""))
        parts = (await request.read(MAX_BYTES)).replace(b"\r\n", b"\n").split(dashed)[1:-1]
        if not 1 <= len(parts) <= MAX_CALLS:
            raise invalid(f"A batch holds 1 to {MAX_CALLS} calls, not {len(parts)}.")
        boundary = f"batch_{secrets.token_hex(8)}"
        pieces = [b"--%b\r\n%b\r\n" % (boundary.encode(), await self._call(request, part)) for part in parts]
        body = b"".join(pieces) + f"--{boundary}--\r\n".encode()
        return Response(200, body, {}, f"multipart/mixed; boundary={boundary}")

    async def _call(self, outer: Request, part: bytes) -> bytes:
        about, _, message = part.lstrip(b"\n").partition(b"\n\n")
        named = re.search(rb"^content-id:[ \t]*<?([^>\n]*)", about, re.IGNORECASE | re.MULTILINE)
        response = await self._answer(outer, message)
        body = response.body if isinstance(response.body, bytes) and has_body(response.status) else b""
        inner = head(response.status, response.content_type, len(body), response.headers) + body
        name = b"Content-ID: <response-%b>\r\n" % named[1].strip() if named else b""
        return b"Content-Type: application/http\r\n" + name + b"\r\n" + inner

    async def _answer(self, outer: Request, message: bytes) -> Response:
        path = ""
        try:
            request = _inner_request(outer, message)
            path = request.path
            fields.check(request)
            handler, parameters = self._router.match(request.method, path)
            answer = handler(request, **parameters)
            response = answer if isinstance(answer, Response) else await answer
            if not isinstance(response.body, bytes):
                raise invalid("A batch cannot hold downloads.")
            return fields.applied(request, response)
        except HttpError as error:
            return self._router.error_response(path, error)


def _inner_request(outer: Request, message: bytes) -> Request:
    top, _, content = message.partition(b"\n\n")
    line, *lines = top.decode("latin-1").split("\n")
    words = line.split(" ")
    if len(words) < 2 or not words[1].isascii():
        raise invalid("A part of the batch is not an HTTP request.")
    headers = {}
    for text in lines:
        name, _, value = text.partition(":")
        headers[name.strip().lower()] = value.strip()
    try:
        path, query, _ = split_target(words[0], words[1].encode(), outer.host)
    except ValueError as error:
        raise invalid("A part of the batch has no usable target.") from error
    if path.startswith(("/batch", "/upload", "/resumable")):
        raise invalid("A batch cannot hold batches or uploads.")
    body = Body(lambda: None, None)
    if trimmed := content.removesuffix(b"\n"):
        body.feed(trimmed)
    body.end()
    return Request(words[0].upper(), path, query, headers, outer.host, body, scheme=outer.scheme)
