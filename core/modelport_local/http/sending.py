"""Responses that do not fit into one write: files and iterators, as fast as the client reads."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import BinaryIO

from .messages import FileRange, Request, Response
from .wire import CHUNKED, LAST_CHUNK, UNTIL_CLOSED, chunk, head

_log = logging.getLogger("modelport_local.http")
_BLOCK = 256 * 1024


class Sender:
    """The writing side of one connection."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._room = asyncio.Event()
        self._room.set()

    @property
    def is_full(self) -> bool:
        """Whether the client reads more slowly than it asks."""
        return not self._room.is_set()

    def pause(self) -> None:
        """The client reads too slowly."""
        self._room.clear()

    def resume(self) -> None:
        """There is room again."""
        self._room.set()

    def lost(self) -> None:
        """Nobody reads any more."""
        self._room.set()

    async def send(self, request: Request, response: Response) -> bool:
        """Send head and body; False if the connection cannot be used afterwards."""
        body = response.body
        try:
            if isinstance(body, FileRange):
                with body.path.open("rb") as file:
                    file.seek(body.offset)
                    self._send_head(request, response, body.length)
                    return request.method == "HEAD" or await self._send_file(file, body.length)
            assert not isinstance(body, bytes)
            return await self._send_unknown(request, response, body)
        except OSError as error:
            _log.error("a response broke off: %s", error)
            return False

    async def _send_unknown(self, request: Request, response: Response, body: AsyncIterator[bytes]) -> bool:
        """A body that ends with its last chunk, or for old clients with the connection."""
        request.keep_alive = request.keep_alive and not request.is_old
        self._send_head(request, response, UNTIL_CLOSED if request.is_old else CHUNKED)
        if request.method == "HEAD":
            return True
        async for data in body:
            if data and not await self._write(data if request.is_old else chunk(data)):
                return False
        return request.is_old or await self._write(LAST_CHUNK)

    def _send_head(self, request: Request, response: Response, length: int | str) -> None:
        start = head(response.status, response.content_type, length, response.headers, request.connection)
        self._transport.write(start)

    async def _send_file(self, file: BinaryIO, left: int) -> bool:
        while left and (data := file.read(min(_BLOCK, left))):
            if not await self._write(data):
                return False
            left -= len(data)
        return left == 0

    async def _write(self, data: bytes) -> bool:
        if self._transport.is_closing():
            return False
        self._transport.write(data)
        await asyncio.sleep(0)
        await self._room.wait()
        return not self._transport.is_closing()
