"""A TCP proxy before the platform that can be told to break, for real, in the ways networks do."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

Fault = Literal["reset", "busy"]
Forward = Callable[[bytes, socket.socket], None]
BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b'Content-Length: 61\r\n\r\n{"error":{"code":503,"message":"try later","status":"BUSY_X"}}'
)
FORBIDDEN = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b'Content-Length: 46\r\n\r\n{"error":{"code":403,"message":"not for you"}}'
)


class FlakyProxy:
    """Forwards connections; the next ones meet the faults that were put in, one each."""

    def __init__(self, upstream_port: int) -> None:
        self._upstream = upstream_port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.faults: list[Fault] = []
        self.forbidden = b""
        """What no client may send: a part of a path."""
        self.unanswered = b""
        """The beginning of a request that is passed on, and whose answer is lost, once."""
        self._deaf: set[socket.socket] = set()
        self.sent = 0
        """Bytes that clients sent and the platform got."""
        self._limit: int | None = None
        self._at_limit: Callable[[], None] | None = None
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Breaks every connection that is open."""
        with self._lock:
            for each in self._open:
                reset(each)
            self._open.clear()

    def stop_after(self, sent: int, act: Callable[[], None]) -> None:
        """Lets so many bytes of clients through, acts, and ends every connection that has more to send."""
        with self._lock:
            self._limit, self._at_limit = sent, act

    def let_all_through(self) -> None:
        """Ends the limit."""
        with self._lock:
            self._limit = None

    def close(self) -> None:
        """Ends the proxy."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        fault = self.faults.pop(0) if self.faults else None
        if fault:
            with contextlib.suppress(OSError):
                client.recv(65536)
                if fault == "busy":
                    client.sendall(BUSY)
                    client.close()
            return reset(client)
        server = socket.create_connection(("127.0.0.1", self._upstream))
        with self._lock:
            self._open |= {client, server}
        back = threading.Thread(target=pipe, args=(server, client, self._back), daemon=True)
        back.start()
        pipe(client, server, partial(self._forward, client))
        back.join()
        with self._lock:
            self._open -= {client, server}
        client.close()
        return server.close()

    def _back(self, data: bytes, client: socket.socket) -> None:
        if client in self._deaf:
            reset(client)
            raise ConnectionAbortedError
        client.sendall(data)

    def _forward(self, client: socket.socket, data: bytes, server: socket.socket) -> None:
        if self.forbidden and self.forbidden in data:
            client.sendall(FORBIDDEN)
            raise ConnectionAbortedError
        if self.unanswered and data.startswith(self.unanswered):
            self.unanswered = b""
            self._deaf.add(client)
        with self._lock:
            passing = data if self._limit is None else data[: self._limit - self.sent]
            self.sent += len(passing)
            act = self._at_limit if passing and self.sent == self._limit else None
        server.sendall(passing)
        if act:
            act()
        if len(passing) < len(data):
            raise ConnectionAbortedError


def pipe(source: socket.socket, sink: socket.socket, forward: Forward = lambda data, sink: sink.sendall(data)) -> None:
    """Moves bytes until either side ends, and tells the other."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            forward(data, sink)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


def reset(connection: socket.socket) -> None:
    """Ends a connection with a reset in place of an orderly close."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
        connection.close()


@contextlib.contextmanager
def before(port: int) -> Iterator[FlakyProxy]:
    """A proxy before the platform at `port`."""
    proxy = FlakyProxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
