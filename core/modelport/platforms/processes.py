"""Processes and small questions to them: is it alive, does it answer, what did it write."""

import contextlib
import http.client
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import msgspec

HEALTH_SECONDS = 2.0
POLL_SECONDS = 0.02

_children: dict[int, subprocess.Popen[bytes]] = {}


def spawn(argv: list[str], errors: Path) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own, which outlives this one; what it writes to stderr goes to a file."""
    with errors.open("wb") as log:
        child = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True
        )
    _children[child.pid] = child
    return child


def run_in_foreground(argv: list[str]) -> int:
    """Runs a process in this terminal to its end, and answers its exit code; SIGTERM is passed on to it.

    Ctrl-C reaches it by itself, since the terminal sends it to both.
    """
    with subprocess.Popen(argv) as child:
        before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            while True:
                with contextlib.suppress(KeyboardInterrupt):
                    return child.wait()
        finally:
            signal.signal(signal.SIGTERM, before)


def is_alive(pid: int) -> bool:
    """Whether a process runs; a child of ours that ended is reaped here."""
    if child := _children.get(pid):
        if child.poll() is None:
            return True
        del _children[pid]
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def send(pid: int, sign: signal.Signals) -> None:
    """Sends a signal; one that is gone by now needs none."""
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def healthy_pid(port: int) -> int:
    """The process id that `/healthz` names, or 0."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HEALTH_SECONDS)
    try:
        connection.request("GET", "/healthz")
        answer = msgspec.json.decode(connection.getresponse().read(), type=dict[str, object])
    except (OSError, http.client.HTTPException, msgspec.MsgspecError):
        return 0
    finally:
        connection.close()
    pid = answer.get("pid")
    return pid if isinstance(pid, int) else 0


def wait_until(is_done: Callable[[], bool], seconds: float) -> bool:
    """Polls a condition until it holds or the time is over; answers whether it holds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_done():
            return True
        time.sleep(POLL_SECONDS)
    return is_done()


def tail(path: Path, count: int) -> tuple[str, ...]:
    """The last lines of a file that are not blank."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return tuple(deque((line.rstrip() for line in file if line.strip()), maxlen=count))
    except OSError:
        return ()
