"""HTTP/1.1 on one connection: requests in, responses out in the same order, back-pressure both ways."""

import asyncio
import logging
import ssl
from collections import deque
from functools import partial
from typing import cast

from .body import HIGH_WATER
from .dispatch import Dispatcher
from .messages import Request, Response
from .reading import RequestReader
from .sending import Sender
from .wire import CONNECTED, CONTINUE, has_body, head

WAITING_REQUESTS = 64
"""Pipelined requests after which the connection stops reading."""
WRITE_BUFFER = 512 * 1024
"""Bytes of answers that wait for the client before no more are made."""
LINGER = 5.0
"""Seconds that a client has to read the last response before its connection is cut."""

_log = logging.getLogger("modelport_local.http")


class Connection(asyncio.Protocol):
    """One client; it registers itself in `open_connections` while it lasts; `tls` is what CONNECT leads to."""

    def __init__(
        self, dispatcher: Dispatcher, open_connections: "set[Connection]", tls: ssl.SSLContext | None = None
    ) -> None:
        self._dispatcher = dispatcher
        self._open = open_connections
        self._tls = tls
        self._loop = asyncio.get_running_loop()
        self._reader = RequestReader(self._enqueue, self._regulate, self._continue)
        self._waiting: deque[Request] = deque()
        self._running: asyncio.Future[Response] | asyncio.Task[bool] | asyncio.Task[None] | None = None
        self._paused = False
        self._unreadable: Response | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=WRITE_BUFFER)
        self._sender = Sender(self._transport)
        self._reader.scheme = "https" if transport.get_extra_info("sslcontext") else "http"
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if self in self._open:  # not so where TLS never came about
            self._open.discard(self)
            self._reader.lose()
            self._sender.lost()

    def pause_writing(self) -> None:
        self._sender.pause()

    def resume_writing(self) -> None:
        self._sender.resume()
        self._start_next()

    def eof_received(self) -> bool:
        """A client may shut its writing side and still read the answer to a complete request."""
        self._reader.lose()
        return bool(self._waiting) and self._transport.can_write_eof()

    def data_received(self, data: bytes) -> None:
        reader = self._reader
        if reader.stopped and not reader.arriving:
            return
        if refusal := reader.feed(data):
            self._refuse(self._dispatcher.refusal(refusal))
        elif reader.stopped and not reader.arriving and not self._waiting:
            self._transport.close()
        self._regulate()

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
        if response is None and self._unreadable:
            self._waiting.clear()
            self._refuse(self._unreadable)
        elif response is None or self._transport.is_closing():
            self._transport.abort()
        else:
            self._respond(request, response)

    def _respond(self, request: Request, response: Response) -> None:
        if request.method == "CONNECT" and response.status == 200:
            self._connect(request)
            return
        if request.body.awaits_continue or (self._reader.stopped and len(self._waiting) == 1):
            request.keep_alive = False
        if isinstance(response.body, bytes):
            self._write(request, response, response.body)
            self._finished(request)
        else:
            self._running = self._loop.create_task(self._sender.send(request, response))
            self._running.add_done_callback(partial(self._sent, request))

    def _connect(self, request: Request) -> None:
        """The client took the platform for its proxy: what follows is meant for the platform's port of that number."""
        inside = Connection(self._dispatcher, self._open)
        self._transport.pause_reading()
        self._transport.write(CONNECTED)
        own_port = self._transport.get_extra_info("sockname")[1]
        if self._tls is None or request.host.endswith(f":{own_port}"):
            self._open.discard(self)
            self._transport.set_protocol(inside)
            inside.connection_made(self._transport)
            self._transport.resume_reading()
        else:
            self._running = self._loop.create_task(self._secure(inside, self._tls))

    async def _secure(self, inside: "Connection", tls: ssl.SSLContext) -> None:
        try:
            transport = await self._loop.start_tls(self._transport, inside, tls, server_side=True)
        except OSError as error:
            _log.info("a client broke off while TLS began: %s", error)
            self._transport.abort()
        else:
            if transport:
                inside.connection_made(transport)
        finally:
            self._open.discard(self)

    def _write(self, request: Request, response: Response, body: bytes) -> None:
        start = head(response.status, response.content_type, len(body), response.headers, request.connection)
        silent = request.method == "HEAD" or not has_body(response.status)
        self._transport.write(start if silent else start + body)

    def _sent(self, request: Request, sending: asyncio.Task[bool]) -> None:
        failure = None if sending.cancelled() else sending.exception()
        if failure:
            _log.error("the answer to %s %s broke off", request.method, request.path[:300], exc_info=failure)
        if sending.cancelled() or failure or not sending.result():
            self._transport.abort()
        else:
            self._finished(request)

    def _finished(self, request: Request) -> None:
        self._running = None
        request.body.discard()
        self._waiting.popleft()
        if not request.keep_alive or (self._reader.stopped and not self._waiting):
            self._close()
        elif self._waiting:
            self._loop.call_soon(self._start_next)
        self._regulate()

    def _continue(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(CONTINUE)

    def _regulate(self) -> None:
        """Read from the socket only as long as what came is being taken."""
        body = self._reader.arriving
        full = len(self._waiting) > WAITING_REQUESTS or (body is not None and body.size > HIGH_WATER)
        if full != self._paused and not self._transport.is_closing():
            self._paused = full
            (self._transport.pause_reading if full else self._transport.resume_reading)()

    def _refuse(self, refusal: Response) -> None:
        """Answer bytes that are no request, and close; a request whose body they are is told so in its turn."""
        self._unreadable = refusal
        if not self._waiting and not self._transport.is_closing():
            body = cast(bytes, refusal.body)
            start = head(refusal.status, refusal.content_type, len(body), refusal.headers, "close")
            self._transport.write(start + body)
            self._linger()

    def _close(self) -> None:
        """Close once the client has read the answer: closing on unread bytes would destroy it."""
        self._reader.stopped = True
        self._waiting.clear()
        if self._reader.arriving is None:
            self._transport.close()
        else:
            self._reader.arriving.discard()
            self._linger()

    def _linger(self) -> None:
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._loop.call_later(LINGER, self._transport.abort)

    def stop(self) -> None:
        """Answer what was asked, then close; an idle connection closes now."""
        self._reader.stopped = True
        if not self._waiting:
            self._transport.close()

    def abort(self) -> None:
        """Cut the connection and whatever it is doing."""
        if self._running:
            self._running.cancel()
        self._transport.abort()
