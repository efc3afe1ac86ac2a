"""A node's standard output and error, cut into lines of bounded length."""

import asyncio
from collections.abc import Callable
from typing import cast

MAX_LINE = 16_384
BYTES_PER_SECOND = 2_000_000
SHORTEST_PAUSE = 0.005


class OutputLines(asyncio.Protocol):
    """Calls `print_lines` with the lines of each piece that arrives from a pipe, and `ended` at its end.

    Undecodable bytes become U+FFFD, long lines are cut into pieces. A node that prints more than can be logged beside
    the other versions' work waits: the pipe is read at a bounded rate.
    """

    def __init__(self, print_lines: Callable[[list[str]], None], ended: Callable[[], None]) -> None:
        self._print_lines = print_lines
        self._ended = ended
        self._rest = b""
        self._pipe: asyncio.ReadTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._pipe = cast(asyncio.ReadTransport, transport)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._pause(max(len(data) / BYTES_PER_SECOND, SHORTEST_PAUSE))
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > MAX_LINE:
            lines.append(self._rest)
            self._rest = b""
        if lines:
            self._print_lines([piece for line in lines for piece in _pieces(line)])

    def _pause(self, seconds: float) -> None:
        if self._pipe is not None:
            self._pipe.pause_reading()
            asyncio.get_running_loop().call_later(seconds, self._resume)

    def _resume(self) -> None:
        if self._pipe is not None and not self._pipe.is_closing():
            self._pipe.resume_reading()

    def connection_lost(self, error: Exception | None) -> None:
        """See asyncio.Protocol."""
        if self._rest:
            self._print_lines(_pieces(self._rest))
        self._ended()


def _pieces(raw: bytes) -> list[str]:
    starts = range(0, max(len(raw), 1), MAX_LINE)
    return [raw[start : start + MAX_LINE].decode("utf-8", "replace").rstrip("\r") for start in starts]
