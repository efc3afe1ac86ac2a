"""Helpers of the node tests: a log in memory, one request, waiting for a condition."""

import asyncio
import time
from collections.abc import Callable

from modelport_local.nodes.link import Job
from modelport_local.nodes.pool import NodePool

DEADLINE = 60.0


class Lines:
    """A log in memory."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def write(self, severity: str, text: str, node: str = "") -> None:
        self.texts.append(text)

    def write_lines(self, severity: str, texts: list[str], node: str) -> None:
        self.texts.extend(texts)


def ask(pool: NodePool, body: bytes) -> "asyncio.Future[tuple[int, bytes]]":
    """The status and body that a pool answers with."""
    future: asyncio.Future[tuple[int, bytes]] = asyncio.get_running_loop().create_future()
    pool.submit(Job(body, lambda status, payload: None if future.done() else future.set_result((status, payload))))
    return future


async def until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition that is polled; fail after a deadline."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        await asyncio.sleep(0.01)
