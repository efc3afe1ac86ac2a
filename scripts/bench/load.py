"""A load generator in a process of its own: as many HTTP/1.1 connections as asked for, one request at a time on each.

`python -m scripts.bench.load` reads a Load as JSON from standard input and writes a Measured to standard output.
"""

import asyncio
import statistics
import sys
import time
from typing import cast

import httptools
import msgspec


class Load(msgspec.Struct, frozen=True):
    """Where to send which body, over how many connections, for how many seconds."""

    host: str
    port: int
    path: str
    body: str
    connections: int
    seconds: float
    headers: dict[str, str] = {}


class Measured(msgspec.Struct, frozen=True):
    """Requests per second; median and 99th percentile of the latency in milliseconds; answers other than 200."""

    rate: float
    p50: float
    p99: float
    errors: int


class Asking(asyncio.Protocol):
    """One connection that asks again as soon as it is answered."""

    def __init__(self, request: bytes, end: float) -> None:
        self._request = request
        self._end = end
        self._parser = httptools.HttpResponseParser(self)
        self._sent = 0.0
        self.latencies: list[float] = []
        self.errors = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def _ask(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Part of an answer."""
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Called by the parser at the end of an answer."""
        now = time.perf_counter()
        self.latencies.append(now - self._sent)
        self.errors += self._parser.get_status_code() != 200
        self._parser = httptools.HttpResponseParser(self)
        if now < self._end:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """The end, wanted or not."""
        self.errors += error is not None
        if not self.done.done():
            self.done.set_result(None)


def request_of(load: Load) -> bytes:
    """The bytes of the request."""
    body = load.body.encode()
    headers = {"Host": f"{load.host}:{load.port}", "Content-Type": "application/json"} | load.headers
    lines = [f"POST {load.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join([*lines, f"Content-Length: {len(body)}"]) + "\r\n\r\n").encode() + body


async def run(load: Load) -> Measured:
    """Ask until the time is over; what is under way then is still awaited."""
    request, started = request_of(load), time.perf_counter()
    asking = [Asking(request, started + load.seconds) for _ in range(load.connections)]
    loop = asyncio.get_running_loop()
    for each in asking:
        await loop.create_connection(lambda each=each: each, load.host, load.port)  # type: ignore[misc]
    await asyncio.gather(*(each.done for each in asking))
    seconds = time.perf_counter() - started
    latencies = sorted(latency for each in asking for latency in each.latencies)
    p99 = latencies[int(len(latencies) * 0.99)]
    errors = sum(each.errors for each in asking)
    return Measured(len(latencies) / seconds, statistics.median(latencies) * 1000, p99 * 1000, errors)


def main() -> None:
    """See the module."""
    import uvloop

    load = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(run(load))))


if __name__ == "__main__":
    main()
