"""A way to a platform on which some calls get no answer: they are accepted, and that is all."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class SilentEndpoint:
    """Passes connections on to a platform; those whose first call holds `silent` wait until it speaks again."""

    def __init__(self, platform_url: str) -> None:
        self.silent = ""
        self.held = 0
        """Connections that wait for an answer."""
        self._platform = urlsplit(platform_url)
        self._loop = asyncio.new_event_loop()
        self._speaking = asyncio.Event()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1"))
        self._thread = threading.Thread(target=self._loop.run_forever)

    def speak(self) -> None:
        """Answer from now on, late though it is for some."""
        self.silent = ""
        self._loop.call_soon_threadsafe(self._speaking.set)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Close every connection."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not (first := await reader.read(65_536)):
                return
            if self.silent and self.silent.encode() in first.partition(b"\r\n")[0]:
                await self._hold()
            there, to = await asyncio.open_connection(self._platform.hostname, self._platform.port)
            to.write(first)
            await asyncio.gather(_pass(reader, to), _pass(there, writer))
        except OSError:
            return  # either side has gone
        finally:
            writer.close()

    async def _hold(self) -> None:
        self.held += 1
        try:
            await self._speaking.wait()
        finally:
            self.held -= 1


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


@contextmanager
def silent_endpoint(platform_url: str) -> Iterator[SilentEndpoint]:
    """One that listens until the end of the block."""
    endpoint = SilentEndpoint(platform_url)
    endpoint.start()
    try:
        yield endpoint
    finally:
        endpoint.stop()
