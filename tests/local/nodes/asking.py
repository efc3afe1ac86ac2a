"""Helpers of the node tests: a log in memory, one request, waiting for a condition."""

import asyncio

from modelport_local.nodes.link import Job
from modelport_local.nodes.pool import NodePool


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
