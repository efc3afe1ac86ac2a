"""A zygote: a process that has its framework loaded and forks a node in milliseconds, on request.

Messages are JSON lines over a Unix socket; a fork request carries two file descriptors, the node's link and its
output. The zygote has one thread when it forks, which makes that safe; where it is not (macOS), it starts fresh
interpreters.
"""

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from modelport.catalog.pickle_imports import dangerous

from . import sandbox, worker
from .spec import NodeSpec

PRELOADED = {
    "SCIKIT_LEARN": ("sklearn", "joblib", "sklearn.ensemble", "sklearn.pipeline", "sklearn.compose", "sklearn.svm"),
    "TENSORFLOW": ("tensorflow",),
}
OWN = {
    "SCIKIT_LEARN": ("batching", "loading", "models.scikit_learn", "models.pickled", "models.routine"),
    "TENSORFLOW": ("batching", "loading", "models.tensorflow", "models.routine"),
}
"""Modules of a node: loaded before it is forked, so that it starts soon, and from the program that was started."""
ADDED = {"SCIKIT_LEARN": ("xgboost", f"{__package__}.models.xgboost")}
"""What a zygote loads as well where it is installed: XGBoost loads scikit-learn anyway."""
CAN_FORK = sys.platform == "linux"


class Order(msgspec.Struct, frozen=True):
    """From the front: start a node with this spec, or kill the one with this pid."""

    spec: NodeSpec | None = None
    kill: int = 0


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """To the front: `ready` (with the number of threads), a node `started`, or `exited` with a wait status."""

    ready: int = 0
    error: str = ""
    started: int = 0
    exited: int = 0
    status: int = 0


def preload(framework: str, niceness: int) -> str:
    """Import the framework, with that much less priority; the reason where that fails, else ""."""
    try:
        with ThreadPoolExecutor(1, initializer=_lower_priority, initargs=(niceness,)) as pool:
            pool.submit(_import, framework).result()
    except ImportError as error:
        return str(error)
    gc.collect()
    gc.freeze()
    return ""


def _lower_priority(niceness: int) -> None:
    """On Linux a priority is the thread's own: nodes, forked by the main thread, have the usual one."""
    if CAN_FORK and niceness:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


def _import(framework: str) -> None:
    needed = PRELOADED[framework]
    for module in needed if CAN_FORK else ():
        importlib.import_module(module)
    for module in ADDED.get(framework, ()) if CAN_FORK else ():
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    for module in OWN[framework] if CAN_FORK else ("batching",):
        importlib.import_module(f"{__package__}.{module}")
    dangerous([("numpy", "ndarray")])  # loads what it asks


class Zygote:
    """The loop: orders from the front, deaths of nodes."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._nodes: set[int] = set()
        self._wakeup, self._wakeup_writer = socket.socketpair()
        for end in (self._wakeup, self._wakeup_writer):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakeup_writer.fileno(), warn_on_full_buffer=False)

    def run(self) -> None:
        """Until the front closes the socket; nodes die with this process."""
        threads = sum(1 for _ in Path("/proc/self/task").iterdir()) if CAN_FORK else 1
        self._send(Notice(ready=threads))
        rest = b""
        while True:
            readable, _, _ = select.select([self._control, self._wakeup], [], [])
            if self._wakeup in readable:
                self._reap()
            if self._control in readable:
                data, fds, _, _ = socket.recv_fds(self._control, 65536, 2)
                if not data:
                    return
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._obey(msgspec.json.decode(line, type=Order), fds)

    def _obey(self, order: Order, fds: list[int]) -> None:
        if order.kill in self._nodes:
            _kill_session(order.kill)
        if order.spec is None:
            return
        link, output = fds
        pid = self._fork(order.spec, link, output) if CAN_FORK else _spawn(order.spec, link, output)
        self._nodes.add(pid)
        os.close(link)
        os.close(output)
        self._send(Notice(started=pid))

    def _fork(self, spec: NodeSpec, link: int, output: int) -> int:
        pid = os.fork()
        if pid == 0:
            self._become_node(spec, link, output)
        return pid

    def _become_node(self, spec: NodeSpec, link: int, output: int) -> None:
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for end in (self._control, self._wakeup, self._wakeup_writer):
                end.close()
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.close(output)
            sandbox.enter(spec.work_dir, spec.memory if spec.caps_memory else 0)
            with socket.socket(fileno=link) as node_link:
                worker.run(node_link, spec)
        except Exception:
            traceback.print_exc()
            raise
        finally:
            with contextlib.suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(0 if sys.exc_info()[0] is None else 1)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._wakeup.recv(4096)
        for pid in tuple(self._nodes):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                _kill_session(pid)
                _, status = os.waitpid(pid, 0)
                self._nodes.discard(pid)
                self._send(Notice(exited=pid, status=os.waitstatus_to_exitcode(status)))

    def _send(self, notice: Notice) -> None:
        self._control.sendall(msgspec.json.encode(notice) + b"\n")


def _kill_session(pid: int) -> None:
    """Kill a node that is not reaped yet, with whatever it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    os.kill(pid, signal.SIGKILL)


def _spawn(spec: NodeSpec, link: int, output: int) -> int:
    arguments = [sys.executable, "-P", "-m", f"{__package__}.worker", str(link), msgspec.json.encode(spec).decode()]
    process = subprocess.Popen(
        arguments, pass_fds=(link,), stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=spec.work_dir,
        start_new_session=True,
    )  # fmt: skip
    process.returncode = 0  # the loop reaps it
    return process.pid


def main() -> None:
    """`python -m modelport_local.nodes.zygote FD FRAMEWORK NICENESS`."""
    sandbox.die_with_parent()
    with socket.socket(fileno=int(sys.argv[1])) as control:
        if reason := preload(sys.argv[2], int(sys.argv[3])):
            control.sendall(msgspec.json.encode(Notice(error=reason)) + b"\n")
            return
        Zygote(control).run()


if __name__ == "__main__":
    main()
