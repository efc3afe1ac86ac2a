"""A request's body while it arrives: buffered up to a bound, then held back in the client's socket."""

import asyncio
from collections.abc import AsyncIterator, Callable

from .gzipping import too_large

HIGH_WATER = 1024 * 1024
"""Bytes held before the connection stops reading."""


class ClientGone(Exception):
    """The client went away, or broke the framing, before its body was complete."""


class Body:
    """The bytes of one request; calls `changed` when bytes were taken, `continue_` before the first wait.

    `announced` is the size that its head names, 0 for an unknown one.
    """

    __slots__ = ("_announced", "_changed", "_chunks", "_continue", "_discarding", "_lost", "_waiter", "ended", "size")

    def __init__(self, changed: Callable[[], None], continue_: Callable[[], None] | None, announced: int = 0) -> None:
        self._announced = announced
        self._chunks: list[bytes] = []
        self._waiter: asyncio.Future[None] | None = None
        self._changed = changed
        self._continue = continue_
        self._discarding = False
        self._lost = False
        self.ended = False
        self.size = 0

    @property
    def awaits_continue(self) -> bool:
        """Whether the client still waits for `100 Continue`."""
        return self._continue is not None and not self.ended

    def feed(self, data: bytes) -> None:
        """Take bytes from the wire."""
        if not self._discarding:
            self._chunks.append(data)
            self.size += len(data)
            self._wake()

    def end(self) -> None:
        """The body is complete."""
        self.ended = True
        self._wake()

    def lose(self) -> None:
        """The rest will never come: whoever reads meets ClientGone once the bytes that came are taken."""
        if not self.ended:
            self._lost = True
            self._wake()

    def discard(self) -> None:
        """Nobody will read on: drop what is held and what still comes."""
        self._discarding = True
        self._chunks.clear()
        self.size = 0

    def whole(self) -> bytes | None:
        """The complete body if it has arrived (it is not taken), else None."""
        if not self.ended:
            return None
        if len(self._chunks) > 1:
            self._chunks = [b"".join(self._chunks)]
        return self._chunks[0] if self._chunks else b""

    async def take(self) -> bytes:
        """Every byte held now, at least one; b"" at the end; raises ClientGone."""
        while not self._chunks:
            if self.ended:
                return b""
            if self._lost:
                raise ClientGone
            await self._wait()
        data = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        self.size = 0
        self._changed()
        return data

    async def _wait(self) -> None:
        if self._continue is not None:
            self._continue()
            self._continue = None
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter

    def _wake(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    async def stream(self) -> AsyncIterator[bytes]:
        """The body in pieces of at most HIGH_WATER and a socket read; raises ClientGone."""
        while data := await self.take():
            yield data

    async def read(self, limit: int) -> bytes:
        """The whole body; raises HttpError 413 past `limit` bytes (at once where they are announced), ClientGone."""
        if self.ended and self.size <= limit and len(self._chunks) <= 1:
            return self._chunks.pop() if self._chunks else b""
        if self._announced > limit:
            raise too_large(limit)
        pieces, size = [], 0
        async for data in self.stream():
            size += len(data)
            if size > limit:
                raise too_large(limit)
            pieces.append(data)
        return b"".join(pieces)
