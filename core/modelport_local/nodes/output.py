"""A node's standard output and error, cut into lines of bounded length."""

import asyncio
from collections.abc import Callable

MAX_LINE = 16_384


class OutputLines(asyncio.Protocol):
    """Calls `line` for each line of a pipe, and `ended` at its end.

    Undecodable bytes become U+FFFD, long lines are cut into pieces.
    """

    def __init__(self, line: Callable[[str], None], ended: Callable[[], None]) -> None:
        self._line = line
        self._ended = ended
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._emit(line)
        if len(self._rest) > MAX_LINE:
            self._emit(self._rest)
            self._rest = b""

    def connection_lost(self, error: Exception | None) -> None:
        """See asyncio.Protocol."""
        if self._rest:
            self._emit(self._rest)
        self._ended()

    def _emit(self, raw: bytes) -> None:
        for start in range(0, len(raw), MAX_LINE):
            self._line(raw[start : start + MAX_LINE].decode("utf-8", "replace").rstrip("\r"))
