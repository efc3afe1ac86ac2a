"""The front's side of the zygotes: one process per framework, started on first use, restarted when it dies."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from . import sandbox
from .spec import NodeSpec
from .zygote import Notice, Order

Exited = Callable[[int], None]
_PACKAGE_ROOT = Path(__file__).parents[2]
PREWARM_NICENESS = 10
_SERVED_BY = {"": "SCIKIT_LEARN", "XGBOOST": "SCIKIT_LEARN"}
"""Frameworks whose nodes another one's zygote forks; "" is a pickle of either kind."""


class CannotStart(Exception):
    """A node's process could not be started; the reason is for the user."""


class ZygoteProcess:
    """A running zygote; `exited` callbacks get a node's exit code, negative for a signal."""

    def __init__(self, process: "subprocess.Popen[bytes]", control: socket.socket) -> None:
        self._process = process
        self._control = control
        self._rest = b""
        self._lock = asyncio.Lock()
        self._reply: asyncio.Future[Notice] = asyncio.get_running_loop().create_future()
        self._exits: dict[int, Exited] = {}
        self._next_exit: Exited | None = None
        self.alive = True
        asyncio.get_running_loop().add_reader(control.fileno(), self._read)

    async def ready(self, framework: str) -> None:
        """Wait until the framework is loaded; raises CannotStart with the reason."""
        notice = await self._next_reply()
        if notice.error:
            advice = "Install it where the platform runs, then create the version again"
            raise CannotStart(f"the library for {framework} cannot be loaded ({notice.error}). {advice}")

    async def fork(self, spec: NodeSpec, link: int, output: int, exited: Exited) -> int:
        """The pid of a new node; takes over the two descriptors, whatever happens; raises CannotStart."""
        forking = asyncio.ensure_future(self._fork(spec, link, output, exited))
        try:
            return await asyncio.shield(forking)
        except asyncio.CancelledError:
            forking.add_done_callback(self._kill_unwanted)
            raise

    async def _fork(self, spec: NodeSpec, link: int, output: int, exited: Exited) -> int:
        try:
            async with self._lock:
                self._next_exit = exited
                self._send(Order(spec=spec), [link, output])
                return (await self._next_reply()).started
        finally:
            os.close(link)
            os.close(output)

    def _kill_unwanted(self, forking: "asyncio.Future[int]") -> None:
        if not forking.cancelled() and not forking.exception():
            self.kill(forking.result())

    def kill(self, pid: int) -> None:
        """End a node; one that has already ended is left alone, whoever has its pid now."""
        with contextlib.suppress(CannotStart):
            self._send(Order(kill=pid), [])

    def _send(self, order: Order, fds: list[int]) -> None:
        if not self.alive:
            raise CannotStart("the process that starts nodes has died")
        try:
            socket.send_fds(self._control, [msgspec.json.encode(order) + b"\n"], fds)
        except OSError as error:
            raise CannotStart(f"the process that starts nodes does not answer: {error}") from error

    async def _next_reply(self) -> Notice:
        try:
            return await self._reply
        finally:
            if self.alive:
                self._reply = asyncio.get_running_loop().create_future()

    def _read(self) -> None:
        try:
            data = self._control.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.stop()
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._take(msgspec.json.decode(line, type=Notice))

    def _take(self, notice: Notice) -> None:
        if notice.exited:
            if exited := self._exits.pop(notice.exited, None):
                exited(notice.status)
            return
        if notice.started and self._next_exit:
            self._exits[notice.started] = self._next_exit
        if not self._reply.done():
            self._reply.set_result(notice)

    def stop(self) -> None:
        """End the zygote, and with it its nodes."""
        if not self.alive:
            return
        self.alive = False
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._control.close()
        self._process.kill()
        self._process.wait()
        if not self._reply.done():
            self._reply.set_exception(CannotStart("the process that starts nodes has died"))
            self._reply.exception()
        exits, self._exits = self._exits, {}
        for exited in exits.values():
            exited(-signal.SIGKILL)


class Zygotes:
    """All zygotes of the platform, by framework; `log_dir` takes what they print."""

    def __init__(self, log_dir: Path) -> None:
        self._log_dir = log_dir
        self._starting: dict[str, asyncio.Task[ZygoteProcess]] = {}

    async def get(self, framework: str) -> ZygoteProcess:
        """The zygote for a framework, started now if need be; raises CannotStart."""
        framework = _SERVED_BY.get(framework, framework)
        task = self._starting.get(framework)
        if task is None or (task.done() and not _usable(task)):
            task = asyncio.create_task(self._start(framework, niceness=0))
            self._starting[framework] = task
        return await asyncio.shield(task)

    def prewarm(self, framework: str) -> None:
        """Load a framework in the background, for a version that is about to come."""
        if framework not in self._starting:
            task = asyncio.create_task(self._start(framework, PREWARM_NICENESS))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._starting[framework] = task

    async def _start(self, framework: str, niceness: int) -> ZygoteProcess:
        front, back = socket.socketpair()
        front.setblocking(False)
        with back, (self._log_dir / f"zygote-{framework.lower()}.log").open("ab") as log:
            arguments = [str(back.fileno()), framework, str(niceness)]
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", f"{__package__}.zygote", *arguments],
                pass_fds=(back.fileno(),), env=_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        zygote = ZygoteProcess(process, front)
        try:
            await zygote.ready(framework)
        except BaseException:
            zygote.stop()
            raise
        return zygote

    async def stop(self) -> None:
        """End every zygote and, with them, every node."""
        tasks, self._starting = list(self._starting.values()), {}
        for task in tasks:
            if not task.done():
                task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, ZygoteProcess):
                outcome.stop()


def _usable(task: "asyncio.Task[ZygoteProcess]") -> bool:
    return not task.cancelled() and task.exception() is None and task.result().alive


def _environment() -> dict[str, str]:
    """What a node prints may hold characters that UTF-8 has not: they must not be its failure."""
    paths = os.pathsep.join(filter(None, (str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH", ""))))
    return sandbox.environment() | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8:backslashreplace"}
