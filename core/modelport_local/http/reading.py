"""From bytes to requests: the reading side of one connection."""

from collections.abc import Callable

import httptools

from .body import Body
from .errors import HttpError
from .messages import Request
from .wire import split_target

HEAD_LIMIT = 64 * 1024
"""Bytes of request line and headers."""
SMALL_BODY = 64 * 1024
"""Bodies up to this many bytes are complete before their request counts as ready."""


class RequestReader:
    """Calls `ready` for each request that can be handled; the methods named `on_...` are the parser's.

    `taken` and `go_on` are given to the bodies. `stopped` lets no further request begin; a body that is
    arriving still arrives.
    """

    def __init__(self, ready: Callable[[Request], None], taken: Callable[[], None], go_on: Callable[[], None]) -> None:
        self._ready = ready
        self._taken = taken
        self._go_on = go_on
        self._parser = httptools.HttpRequestParser(self)
        self._small: Request | None = None
        self._refusal: HttpError | None = None
        self._in_head = True
        self._declined = False
        self._unparsed = 0
        self._head_bytes = 0
        self.arriving: Body | None = None
        self.stopped = False
        self.scheme = "http"

    def feed(self, data: bytes) -> HttpError | None:
        """Take bytes; gives a refusal where they are no request, after which nothing more is read."""
        if self._in_head:
            self._unparsed += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if not self._declined:
                self.stopped = True
            else:
                return self._decline(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse(400, "The bytes sent are not an HTTP/1.1 request.")
        if self._in_head and self._unparsed > HEAD_LIMIT:
            self._refuse_head()
        refusal, self._refusal = self._refusal, None
        return refusal

    def _decline(self, rest: bytes) -> HttpError | None:
        """Read a request that offers another protocol as any other (RFC 9110, 7.8); the parser would skip its body."""
        method, version = self._parser.get_method(), self._parser.get_http_version()
        headers = {name: value for name, value in self._headers.items() if name not in ("upgrade", "connection")}
        if "close" in self._headers.get("connection", "").lower():
            headers["connection"] = "close"
        lines = [b"%b %b HTTP/%b" % (method, self._target, version.encode())]
        lines += [f"{name}: {value}".encode("latin-1") for name, value in headers.items()]
        self._declined, self._parser = False, httptools.HttpRequestParser(self)
        return self.feed(b"\r\n".join(lines) + b"\r\n\r\n" + rest)

    def lose(self) -> None:
        """No more bytes will come."""
        self.stopped = True
        if self.arriving:
            self.arriving.lose()
            self.arriving = None

    def on_message_begin(self) -> None:
        self._in_head = True
        self._head_bytes = 0
        self._target = b""
        self._headers: dict[str, str] = {}

    def on_url(self, url: bytes) -> None:
        self._target += url
        self._head_bytes += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:
            self._head_bytes += len(name) + len(value)
            key, text = name.lower().decode("latin-1"), value.decode("latin-1")
            known = self._headers.get(key)
            self._headers[key] = text if known is None else f"{known}, {text}"

    def on_headers_complete(self) -> None:
        self._declined = self._parser.should_upgrade() and self._parser.get_method() != b"CONNECT"
        if self._declined:
            return
        self._in_head = False
        self._unparsed = 0
        if self._head_bytes > HEAD_LIMIT:
            self._refuse_head()
        if self.stopped:
            return
        request = self._request()
        if request is None:
            return
        self.arriving = request.body
        if self._comes_whole():
            self._small = request
        else:
            self._ready(request)

    def on_body(self, data: bytes) -> None:
        if self.arriving:
            self.arriving.feed(data)

    def on_message_complete(self) -> None:
        if self._declined:
            return
        self._in_head = True
        body, self.arriving = self.arriving, None
        request, self._small = self._small, None
        if body:
            body.end()
        if request:
            self._ready(request)

    def _request(self) -> Request | None:
        headers = self._headers
        method = self._parser.get_method().decode("ascii")
        try:
            path, query, host = split_target(method, self._target, headers.get("host", ""))
        except ValueError:
            self._refuse(400, "The request's target is neither a path nor an http URL.")
            return None
        is_old = self._parser.get_http_version() == "1.0"
        expects = not is_old and headers.get("expect", "").lower() == "100-continue"
        length = headers.get("content-length", "")
        body = Body(self._taken, self._go_on if expects else None, int(length) if length.isdecimal() else 0)
        connection = headers.get("connection", "").lower()
        keep_alive = "keep-alive" in connection if is_old else "close" not in connection
        return Request(method, path, query, headers, host, body, keep_alive, self.scheme, is_old)

    def _comes_whole(self) -> bool:
        headers = self._headers
        if "transfer-encoding" in headers or "expect" in headers:
            return False
        length = headers.get("content-length", "0")
        return length.isdecimal() and int(length) <= SMALL_BODY

    def _refuse_head(self) -> None:
        self._refuse(431, f"The request line and headers exceed {HEAD_LIMIT} bytes.")

    def _refuse(self, status: int, message: str) -> None:
        if not self.stopped:
            self._refusal = HttpError(status, "badRequest", message)
        self.lose()
