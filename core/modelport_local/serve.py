"""The embedded platform put together: home, HTTP front, object store and `ml` API."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from .home import Home, StartError, lock, open_home, write_private
from .http.dispatch import Dispatcher
from .http.guard import CONNECT_PATH, Guard
from .http.messages import Request, Response, json_response
from .http.oauth import TokenEndpoint
from .http.regions import region_of
from .http.routes import Router
from .http.server import HttpServer, bound_socket, remembered_socket
from .http.tls import tls_context
from .storage.app import Storage
from .token import token_of

PORT_TAKEN = 3
"""Exit code when the port asked for is in use."""


@dataclass(frozen=True, slots=True)
class Config:
    """Where the platform lives; port 0 is the one used last, or a free one."""

    home: Path
    port: int = 0


class AppLifecycle(Protocol):
    """An API that needs starting and stopping with the server."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


async def serve(config: Config) -> None:
    """Run until SIGTERM, SIGINT or SIGHUP; raises StartError before the first request, never afterwards."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stopped.set)
    async with running(config) as url:
        sys.stderr.write(f"The embedded platform is ready at {url} (process {os.getpid()}).\n")
        await stopped.wait()


@contextlib.asynccontextmanager
async def running(config: Config) -> AsyncIterator[str]:
    """A platform that serves inside the block; yields its URL; raises StartError."""
    home = open_home(config.home)
    with lock(home):
        try:
            token, tls = token_of(home), tls_context(home)
            storage = Storage.open(home.path / "storage")
        except OSError as error:
            raise StartError(
                f"Cannot write in {home.path}: {error.strerror}. Free space, or choose another --home."
            ) from error
        with contextlib.closing(storage):
            async with _listening(home, config.port, token, tls, storage) as url:
                yield url


@contextlib.asynccontextmanager
async def _listening(home: Home, port: int, token: str, tls: ssl.SSLContext, storage: Storage) -> AsyncIterator[str]:
    router = Router()
    router.add("GET", "/healthz", _health)
    router.add("CONNECT", CONNECT_PATH, lambda request: Response())
    TokenEndpoint(token).add_routes(router)
    storage.add_routes(router)
    server = HttpServer(Dispatcher(router, Guard(token)), tls)
    async with contextlib.AsyncExitStack() as ending:
        listening = ending.enter_context(contextlib.closing(_socket(home, port)))
        secure = ending.enter_context(contextlib.closing(remembered_socket(home.tls_port)))
        ml = _ml_app(home, router, storage)
        if ml:
            await ml.start()
            ending.push_async_callback(ml.stop)
        await server.start(listening)
        await server.start(secure, secure=True)
        ending.push_async_callback(server.stop)
        ending.callback(home.server.unlink, missing_ok=True)
        yield _announce(home, listening.getsockname()[1], secure.getsockname()[1])


def _ml_app(home: Home, router: Router, storage: Storage) -> AppLifecycle | None:
    if find_spec(f"{__package__}.ml.app") is None:
        return None
    build = import_module(f"{__package__}.ml.app").build
    return cast(AppLifecycle, build(home.path, router, storage.reader, region_of))


def _socket(home: Home, port: int) -> socket.socket:
    if port:
        try:
            return bound_socket(port)
        except OSError as error:
            raise StartError(
                f"Port {port} of 127.0.0.1 cannot be used ({error.strerror}). "
                "Give another --port, or none for a free one.",
                PORT_TAKEN,
            ) from error
    return remembered_socket(home.port)


def _announce(home: Home, port: int, tls_port: int) -> str:
    """Tell others where the platform is; returns its URL."""
    url = f"http://127.0.0.1:{port}"
    started = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    server = {
        "pid": os.getpid(),
        "port": port,
        "url": url,
        "tls_port": tls_port,
        "started": started,
        "version": version(),
    }
    try:
        write_private(home.port, f"{port}\n")
        write_private(home.tls_port, f"{tls_port}\n")
        write_private(home.server, json.dumps(server))
    except OSError as error:
        raise StartError(
            f"Cannot write in {home.path}: {error.strerror}. Free space, or choose another --home."
        ) from error
    return url


def _health(request: Request) -> Response:
    return json_response({"ok": True, "pid": os.getpid(), "version": version()})


@cache
def version() -> str:
    """The installed version of Modelport."""
    try:
        return metadata.version("modelport")
    except metadata.PackageNotFoundError:
        return "unknown"
