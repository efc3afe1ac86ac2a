"""The listening socket and its connections."""

import asyncio
import socket
import ssl
from pathlib import Path

from ..home import last_port
from .dispatch import Dispatcher
from .protocol import Connection

_GRACE = 5.0


class HttpServer:
    """Serves one dispatcher on loopback sockets; `tls` is for those that are secure, and for CONNECT."""

    def __init__(self, dispatcher: Dispatcher, tls: ssl.SSLContext | None = None) -> None:
        self._dispatcher = dispatcher
        self._tls = tls
        self._connections: set[Connection] = set()
        self._servers: list[asyncio.Server] = []

    async def start(self, listening: socket.socket, *, secure: bool = False) -> None:
        """Accept connections on a bound socket, which this server closes in the end."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: Connection(self._dispatcher, self._connections, self._tls),
            sock=listening,
            backlog=1024,
            ssl=self._tls if secure else None,
        )
        self._servers.append(server)

    async def stop(self) -> None:
        """Accept no more, let running requests finish for some seconds, then cut them."""
        for server in self._servers:
            server.close()
        for connection in list(self._connections):
            connection.stop()
        deadline = asyncio.get_running_loop().time() + _GRACE
        while self._connections and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        for connection in list(self._connections):
            connection.abort()
        await asyncio.sleep(0)


def bound_socket(port: int) -> socket.socket:
    """A socket on 127.0.0.1; port 0 takes a free one; raises OSError if the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
    except OSError:
        listening.close()
        raise
    listening.setblocking(False)
    return listening


def remembered_socket(file: Path) -> socket.socket:
    """A socket on the port that a file remembers, or on a free one."""
    try:
        return bound_socket(last_port(file))
    except OSError:
        return bound_socket(0)
