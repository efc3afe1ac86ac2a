"""One node as the front sees it: starting, ready, or gone."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable
from typing import Protocol

from .forking import ZygoteProcess
from .link import Job, NodeLink
from .output import OutputLines
from .spec import Broken, Loaded, NodeSpec

_LAST_WORDS_SECONDS = 2.0


class NodeLog(Protocol):
    """Where the lines about and from a node go; severity is INFO, WARNING or ERROR."""

    def write(self, severity: str, text: str, node: str = "") -> None: ...
    def write_lines(self, severity: str, texts: list[str], node: str) -> None: ...


class LoadFailed(Exception):
    """The model did not load; the reason is in the platform's words."""


class Node:
    """A node's process; `gone` is called once, with the jobs it had not answered."""

    def __init__(self, name: str, log: NodeLog, gone: Callable[["Node", list[Job]], None]) -> None:
        self.name = name
        self.ready: asyncio.Future[Loaded] = asyncio.get_running_loop().create_future()
        self.alive = True
        self._log = log
        self._gone = gone
        self._link: NodeLink | None = None
        self._zygote: ZygoteProcess | None = None
        self._output: asyncio.BaseTransport | None = None
        self._output_closed = asyncio.Event()
        self._clock = asyncio.get_running_loop().time
        self._born = self._clock()
        self._killed = False
        self.pid = 0
        self._ending = "ended without a word"

    @property
    def pending(self) -> int:
        """How many jobs the node has not answered."""
        return len(self._link.pending) if self._link else 0

    @property
    def is_ready(self) -> bool:
        """Whether the node takes jobs."""
        return self.alive and self.ready.done() and not self.ready.cancelled() and not self.ready.exception()

    @property
    def oldest(self) -> float:
        """Seconds since the longest waiting job was sent."""
        return self._link.oldest() if self._link else 0.0

    def overdue(self, seconds: float) -> int:
        """How many jobs have waited for longer."""
        return self._link.overdue(seconds) if self._link else 0

    @property
    def age(self) -> float:
        """Seconds since the process was started."""
        return self._clock() - self._born

    async def start(self, zygote: ZygoteProcess, spec: NodeSpec) -> None:
        """Start the process and connect to it; raises CannotStart."""
        front, back = socket.socketpair()
        reader, writer = os.pipe()
        try:
            self.pid = await zygote.fork(spec, back.detach(), writer, self._exited)
        except BaseException:
            front.close()
            os.close(reader)
            raise
        self._zygote = zygote
        loop = asyncio.get_running_loop()
        self._output, _ = await loop.connect_read_pipe(
            lambda: OutputLines(self._print, self._output_closed.set), os.fdopen(reader, "rb", 0)
        )
        _, link = await loop.create_unix_connection(lambda: NodeLink(self), sock=front)
        self._link = link

    def send(self, job: Job) -> None:
        """Pass a job to the node."""
        assert self._link is not None
        self._link.send(job)

    def obituary(self) -> str:
        """What became of the process, once it is gone."""
        return f"{self.name} {self._ending}."

    def end(self, reason: str) -> None:
        """Kill a node that does not behave."""
        self._ending = f"was ended: {reason}"
        self._log.write("ERROR", f"{self.name} {self._ending}", self.name)
        self.kill()

    def limit_memory(self, used: int, most: int) -> None:
        """End a node that uses more than `most` bytes; 0 is no limit."""
        if most and used > most:
            self._fail("Model requires more memory than allowed. Please try to decrease the model size.")
            self.end(f"it used {used >> 20} MB of memory, and its machine type has {most >> 20}")

    def kill(self) -> None:
        """End the process at once; its jobs go back through `gone`."""
        self._killed = True
        if self._zygote is not None:
            self._zygote.kill(self.pid)
        if self._link is not None:
            self._link.close()

    async def ended(self) -> None:
        """Wait until a killed node's output has ended, which something it started can delay only so long."""
        if self._output is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_SECONDS):
                await self._output_closed.wait()
        self._output.close()

    def _print(self, lines: list[str]) -> None:
        self._log.write_lines("INFO", lines, self.name)

    def _exited(self, code: int) -> None:
        if self._killed:
            return
        self._ending = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        if code:
            self._log.write("WARNING" if code < 0 else "ERROR", f"{self.name} {self._ending}", self.name)

    def loaded(self, loaded: Loaded) -> None:
        """See LinkOwner."""
        if not self.ready.done():
            self.ready.set_result(loaded)

    def broken(self, broken: Broken) -> None:
        """See LinkOwner."""
        self._fail(broken.message)

    def misbehaved(self) -> None:
        """See LinkOwner."""
        self.end("it sent something else than answers")

    def lost(self, jobs: list[Job]) -> None:
        """See LinkOwner."""
        self.alive = False
        self._fail("The model server never became ready: its process ended while it loaded the model.")
        self._gone(self, jobs)

    def _fail(self, message: str) -> None:
        if not self.ready.done():
            self.ready.set_exception(LoadFailed(message))
            self.ready.exception()
