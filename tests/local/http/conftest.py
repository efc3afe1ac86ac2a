"""The HTTP front alone, with a few handlers, on a loopback port in this process."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from modelport_local.http.dispatch import Dispatcher
from modelport_local.http.guard import Guard
from modelport_local.http.messages import FileRange, HttpError, Request, Response, json_response
from modelport_local.http.routes import Router
from modelport_local.http.server import HttpServer, bound_socket

TOKEN = "the-token"


class Front:
    """A running front: `ask` sends raw bytes and returns all that comes back until the end."""

    def __init__(self, port: int, router: Router) -> None:
        self.port = port
        self.router = router
        self.megabytes = 0
        router.add("GET", "/megabyte", self._megabyte)

    def _megabyte(self, request: Request) -> Response:
        self.megabytes += 1
        return Response(200, b"x" * 1_000_000)

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    def head(self, line: str, *headers: str) -> bytes:
        """A request's head with host and token."""
        fixed = (f"Host: 127.0.0.1:{self.port}", f"Authorization: Bearer {TOKEN}")
        return "\r\n".join([f"{line} HTTP/1.1", *fixed, *headers, "", ""]).encode()

    async def ask(self, data: bytes) -> bytes:
        """Send, close the sending side, and read to the end."""
        reader, writer = await self.open()
        try:
            writer.write(data)
            writer.write_eof()
            return await asyncio.wait_for(reader.read(), 10)
        finally:
            await close(writer)


async def close(writer: asyncio.StreamWriter) -> None:
    """Close a client's side."""
    writer.close()
    try:
        await writer.wait_closed()
    except OSError:
        return


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one response with a Content-Length."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return int(head.split(b" ")[1]), await asyncio.wait_for(reader.readexactly(length), 10)


def _broken(request: Request) -> Response:
    raise RuntimeError("secret detail")


async def _broken_later(request: Request) -> Response:
    await asyncio.sleep(0)
    raise RuntimeError("secret detail")


def _hello(request: Request, name: str) -> Response:
    return json_response({"name": name, "query": request.query, "host": request.host, "method": request.method})


async def _later(request: Request, name: str) -> Response:
    for _ in range(3):
        await asyncio.sleep(0)
    return json_response({"name": name})


def _future(request: Request) -> "asyncio.Future[Response]":
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Response] = loop.create_future()
    loop.call_soon(future.set_result, json_response({"from": "future"}))
    return future


async def _count(request: Request) -> Response:
    size = 0
    async for piece in request.stream():
        size += len(piece)
    return json_response({"size": size})


async def _small(request: Request) -> Response:
    return json_response({"size": len(await request.read(1000))})


def _unchanged(request: Request) -> Response:
    raise HttpError(304, "notModified", "Nothing new.")


def _unread(request: Request) -> Response:
    raise HttpError(403, "forbidden", "Not this one.")


async def _pieces(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for number in range(100):
            yield b"%d," % number * 1000

    return Response(200, pieces(), {}, "text/plain")


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    large = tmp_path / "large"
    large.write_bytes(b"0123456789" * 1_000_000)
    router = Router()
    router.add("GET", "/healthz", lambda request: json_response({"ok": True}))
    router.add("GET", "/hello/{name}", _hello)
    router.add("POST", "/hello/{name}", _hello)
    router.add("GET", "/later/{name}", _later)
    router.add("GET", "/future", _future)
    router.add("GET", "/broken", _broken)
    router.add("GET", "/broken-later", _broken_later)
    router.add("PUT", "/count", _count)
    router.add("PUT", "/small", _small)
    router.add("PUT", "/unread", _unread)
    router.add("GET", "/unchanged", _unchanged)
    router.add("GET", "/pieces", _pieces)
    router.add("GET", "/large", lambda request: Response(200, FileRange(large, 5, 9_999_000)))
    router.add("GET", "/vanished", lambda request: Response(200, FileRange(tmp_path / "none", 0, 5)))
    server = HttpServer(Dispatcher(router, Guard(TOKEN)))
    listening = bound_socket(0)
    await server.start(listening)
    failures: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: failures.append(context))
    logging.getLogger("modelport_local.http").setLevel(logging.CRITICAL)
    yield Front(listening.getsockname()[1], router)
    await server.stop()
    assert not failures
