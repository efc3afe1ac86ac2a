"""HTTP/1.1 on one connection: requests in, responses out in the same order, back-pressure both ways."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import cast

import httptools

from .body import HIGH_WATER, Body
from .dispatch import Dispatcher
from .messages import Request, Response
from .sending import Sender
from .wire import CONTINUE, has_body, head, split_target

HEAD_LIMIT = 64 * 1024
"""Bytes of request line and headers."""
SMALL_BODY = 64 * 1024
"""Bodies up to this many bytes are complete before their handler starts."""
WAITING_REQUESTS = 64
"""Pipelined requests after which the connection stops reading."""
LINGER = 5.0
"""Seconds that a client has to read the last response before its connection is cut."""


class Connection(asyncio.Protocol):
    """One client; it registers itself in `open_connections` while it lasts."""

    def __init__(self, dispatcher: Dispatcher, open_connections: "set[Connection]") -> None:
        self._dispatcher = dispatcher
        self._open = open_connections
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[Request] = deque()
        self._arriving: Body | None = None
        self._announced: Request | None = None
        self._unparsed = 0
        self._head_bytes = 0
        self._in_head = True
        self._paused = False
        self._last = False
        self._running: asyncio.Future[Response] | asyncio.Task[bool] | None = None

    # The transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=512 * 1024)
        self._sender = Sender(self._transport)
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._open.discard(self)
        self._last = True
        self._sender.lost()
        if self._arriving:
            self._arriving.lose()

    def pause_writing(self) -> None:
        self._sender.pause()

    def resume_writing(self) -> None:
        self._sender.resume()
        self._start_next()

    def eof_received(self) -> bool:
        """A client may shut its writing side and still read the answer to a complete request."""
        if self._arriving:
            self._arriving.lose()
            self._arriving = None
        self._last = True
        return bool(self._waiting)

    def data_received(self, data: bytes) -> None:
        if self._last and not self._arriving:
            return
        if self._in_head:
            self._unparsed += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._last = True
        except httptools.HttpParserError:
            self._refuse(400, "badRequest", "The bytes sent are not an HTTP/1.1 request.")
        if self._in_head and self._unparsed > HEAD_LIMIT:
            self._refuse_head()
        self._regulate()

    # The parser's side

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
        self._in_head = False
        self._unparsed = 0
        if self._head_bytes > HEAD_LIMIT:
            self._refuse_head()
        if self._last:
            return
        headers = self._headers
        request = self._new_request(headers)
        if request is None:
            return
        self._arriving = cast(Body, request.body)
        if "transfer-encoding" in headers or "expect" in headers or _length(headers) > SMALL_BODY:
            self._enqueue(request)
        else:
            self._announced = request

    def on_body(self, data: bytes) -> None:
        if self._arriving:
            self._arriving.feed(data)

    def on_message_complete(self) -> None:
        self._in_head = True
        body, self._arriving = self._arriving, None
        request, self._announced = self._announced, None
        if body:
            body.end()
        if request:
            self._enqueue(request)
        elif self._last and not self._waiting:
            self._transport.close()

    def _new_request(self, headers: dict[str, str]) -> Request | None:
        expects = headers.get("expect", "").lower() == "100-continue"
        body = Body(self._regulate, self._continue if expects else None)
        method = self._parser.get_method().decode("ascii")
        try:
            path, query, host = split_target(self._target, headers.get("host", ""))
        except ValueError:
            self._refuse(400, "badRequest", "The request's target is neither a path nor an http URL.")
            return None
        connection = headers.get("connection", "").lower()
        old = self._parser.get_http_version() == "1.0"
        keep_alive = "keep-alive" in connection if old else "close" not in connection
        return Request(method, path, query, headers, host, body, keep_alive)

    # One request after the other

    def _enqueue(self, request: Request) -> None:
        self._waiting.append(request)
        if len(self._waiting) == 1:
            self._start_next()

    def _start_next(self) -> None:
        """Begin the oldest waiting request, unless one is running or the client does not read its answers."""
        if not self._waiting or self._running or self._sender.is_full or self._transport.is_closing():
            return
        request = self._waiting[0]
        answer = self._dispatcher.start(request)
        if isinstance(answer, Response):
            self._respond(request, answer)
        else:
            self._running = answer
            answer.add_done_callback(partial(self._answered, request))

    def _answered(self, request: Request, future: asyncio.Future[Response]) -> None:
        response = self._dispatcher.result(request, future)
        if response is None or self._transport.is_closing():
            self._transport.abort()
        else:
            self._respond(request, response)

    def _respond(self, request: Request, response: Response) -> None:
        body = cast(Body, request.body)
        if body.awaits_continue or (self._last and len(self._waiting) == 1):
            request.keep_alive = False
        if isinstance(response.body, bytes):
            start = head(
                response.status,
                response.content_type,
                len(response.body),
                response.headers,
                request.keep_alive,
            )
            silent = request.method == "HEAD" or not has_body(response.status)
            self._transport.write(start if silent else start + response.body)
            self._finished(request)
        else:
            self._running = self._loop.create_task(self._sender.send(request, response))
            self._running.add_done_callback(partial(self._sent, request))

    def _sent(self, request: Request, sending: asyncio.Task[bool]) -> None:
        if sending.cancelled() or sending.exception() or not sending.result():
            self._transport.abort()
        else:
            self._finished(request)

    def _finished(self, request: Request) -> None:
        self._running = None
        cast(Body, request.body).discard()
        self._waiting.popleft()
        if not request.keep_alive or (self._last and not self._waiting):
            self._close()
        elif self._waiting:
            self._loop.call_soon(self._start_next)
        self._regulate()

    def _continue(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(CONTINUE)

    def _regulate(self) -> None:
        """Read from the socket only as long as what came is being taken."""
        body = self._arriving
        full = len(self._waiting) > WAITING_REQUESTS or (body is not None and body.size > HIGH_WATER)
        if full != self._paused and not self._transport.is_closing():
            self._paused = full
            (self._transport.pause_reading if full else self._transport.resume_reading)()

    # The end

    def _refuse_head(self) -> None:
        self._refuse(431, "badRequest", f"The request line and headers exceed {HEAD_LIMIT} bytes.")

    def _refuse(self, status: int, reason: str, message: str) -> None:
        """Answer bytes that are no request, unless earlier requests are still being answered; then close."""
        done, self._last = self._last, True
        if self._arriving:
            self._arriving.lose()
            self._arriving = None
        if not done and not self._waiting and not self._transport.is_closing():
            refusal = self._dispatcher.refusal(status, reason, message)
            body = cast(bytes, refusal.body)
            self._transport.write(head(status, refusal.content_type, len(body), {}, False) + body)
            self._linger()

    def _close(self) -> None:
        """Close once the client has read the answer: closing on unread bytes would destroy it."""
        self._last = True
        self._waiting.clear()
        if self._arriving is None:
            self._transport.close()
        else:
            self._arriving.discard()
            self._linger()

    def _linger(self) -> None:
        self._transport.write_eof()
        self._loop.call_later(LINGER, self._transport.abort)

    def stop(self) -> None:
        """Answer what was asked, then close; an idle connection closes now."""
        self._last = True
        if not self._waiting:
            self._transport.close()

    def abort(self) -> None:
        """Cut the connection and whatever it is doing."""
        if self._running:
            self._running.cancel()
        self._transport.abort()


def _length(headers: dict[str, str]) -> int:
    value = headers.get("content-length", "0")
    return int(value) if value.isdecimal() else 0


ProtocolFactory = Callable[[], Connection]
