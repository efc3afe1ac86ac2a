"""The embedded platform as a process: start, stop, status, and the environment that points other tools at it."""

import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from modelport.errors import LocalPlatformError
from modelport.home import local_home

from .processes import healthy_pid, is_alive, run_in_foreground, send, spawn, tail, wait_until
from .under_way import noted

START_SECONDS = 20.0
STOP_SECONDS = 10.0
PORT_TAKEN, HOME_TAKEN = 3, 4
"""Exit codes of the server."""


class _Server(msgspec.Struct, frozen=True):
    """What the running server wrote into `server.json`."""

    pid: int
    port: int
    url: str
    started: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """Whether the platform answers; the other fields are empty when it does not."""

    running: bool
    url: str = ""
    port: int = 0
    pid: int = 0
    started: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class LocalPlatform:
    """The embedded platform whose store lies in `home`."""

    home: Path

    def __init__(self, home: Path | None = None) -> None:
        object.__setattr__(self, "home", home or local_home())

    @property
    def token(self) -> str:
        """The bearer token; raises LocalPlatformError where the platform never ran."""
        try:
            return (self.home / "token").read_text("ascii").strip()
        except OSError as error:
            raise not_running() from error

    @property
    def last_port(self) -> int:
        """The port that it had last and asks for again, 0 where it never ran."""
        try:
            return int((self.home / "port").read_text())
        except (OSError, ValueError):
            return 0

    def status(self) -> Status:
        """Asks the server that `server.json` names; another process at its port does not count."""
        server = self._server()
        if server is None or not is_alive(server.pid) or healthy_pid(server.port) != server.pid:
            return Status(False)
        return Status(True, server.url, server.port, server.pid, server.started, server.version)

    @property
    def written_url(self) -> str:
        """What `server.json` names, whether or not anything answers there; "" where it names nothing."""
        server = self._server()
        return server.url if server else ""

    def url(self) -> str:
        """`http://127.0.0.1:PORT`; raises LocalPlatformError when it is not running."""
        status = self.status()
        if not status.running:
            raise self._silent() or not_running()
        return status.url

    def start(self, port: int | None = None) -> Status:
        """Starts it in a session of its own and waits until it answers; one that runs is left alone."""
        status = self.status()
        if status.running:
            if port in (None, 0, status.port):
                return status
            raise self._runs_already(status)
        child = spawn(self._argv(port), self.home / "start.log")
        with noted("the embedded platform"):
            started = wait_until(lambda: self.status().running or child.poll() not in (None, HOME_TAKEN), START_SECONDS)
        status = self.status()
        if started and status.running:
            return status
        raise self._cannot_start(child, port)

    def run(self, port: int | None = None) -> int:
        """Runs it in the foreground of this terminal, until it is stopped; 0 if it was stopped, 1 if it failed.

        Raises LocalPlatformError when it runs already.
        """
        status = self.status()
        if status.running:
            raise self._runs_already(status)
        return 1 if run_in_foreground(self._argv(port)) else 0

    def stop(self) -> bool:
        """Asks it to end, and ends it after STOP_SECONDS; False when it was not running."""
        pid = self._pid()
        if not pid:
            return False
        for sign in (signal.SIGTERM, signal.SIGKILL):
            send(pid, sign)
            if wait_until(lambda: not is_alive(pid), STOP_SECONDS):
                break
        return True

    def logs(self, count: int = 50) -> tuple[str, ...]:
        """The last lines of the server's own log."""
        return tail(self.home / "server.log", count)

    def env(self, project: str = "") -> dict[str, str]:
        """Variables that point gcloud, gsutil and Google's Python clients at the running platform."""
        from .environment import variables

        return variables(self.home, self.url(), self.token, project)

    def _server(self) -> _Server | None:
        try:
            return msgspec.json.decode((self.home / "server.json").read_bytes(), type=_Server)
        except (OSError, msgspec.MsgspecError):
            return None

    def _pid(self) -> int:
        """The process that answers or holds the home's lock, 0 for none; an id may be another program's by now."""
        server = self._server()
        if server and is_alive(server.pid) and (healthy_pid(server.port) == server.pid or self._is_locked()):
            return server.pid
        holder = self._lock_holder() if self._is_locked() else 0
        return holder if holder and is_alive(holder) else 0

    def _lock_holder(self) -> int:
        try:
            return int((self.home / "lock").read_text("ascii") or 0)
        except (OSError, ValueError):
            return 0

    def _is_locked(self) -> bool:
        import fcntl

        try:
            with (self.home / "lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _silent(self) -> LocalPlatformError | None:
        """The error for a platform that has the home and does not answer; None where none has it."""
        pid = self._lock_holder() if self._is_locked() else 0
        if not pid or not is_alive(pid):
            return None
        return LocalPlatformError(
            "The embedded platform runs, and does not answer.",
            why=f"Process {pid} gives no answer: it is stopped, it hangs, or it has only just been started.",
            fix="Wait a little, or stop it: the next command starts it anew, and what it stores is kept.",
            command="modelport local stop",
        )

    def _runs_already(self, status: Status) -> LocalPlatformError:
        return LocalPlatformError(
            f"The embedded platform runs already, at port {status.port}.",
            why=f"One platform runs per home ({self.home}).",
            fix="Stop it first, or go on with the one that runs.",
            command="modelport local stop",
        )

    def _argv(self, port: int | None) -> list[str]:
        argv = [sys.executable, "-m", "modelport_local", "--home", str(self.home)]
        return [*argv, "--port", str(port)] if port else argv

    def _silent_reason(self) -> str:
        """A full disk keeps even the reason from being written."""
        is_full = shutil.disk_usage(self.home).free < 1024 * 1024
        return f"The disk that holds {self.home} is full." if is_full else "It wrote no reason."

    def _cannot_start(self, child: subprocess.Popen[bytes], port: int | None) -> LocalPlatformError:
        code = child.poll()
        if code == HOME_TAKEN and (silent := self._silent()):
            return silent
        why = next(reversed(tail(self.home / "start.log", 1)), self._silent_reason())
        if code is None:
            child.kill()
            child.wait()
            why = f"It did not answer within {START_SECONDS:.0f} seconds."
        if code == PORT_TAKEN:
            return LocalPlatformError(
                f"Port {port} is taken." if port else "The embedded platform finds no free port.",
                why=why,
                fix="Choose another port.",
                command="modelport local start --port 0",
            )
        return LocalPlatformError(
            "The embedded platform cannot start.",
            why=why,
            fix="Its log may say more.",
            command="modelport local logs",
            raw="\n".join(tail(self.home / "start.log", 50)),
        )


def not_running() -> LocalPlatformError:
    """The error of everything that needs the platform."""
    return LocalPlatformError(
        "The embedded platform is not running.",
        why="The local target is served by a process of its own.",
        fix="Start it.",
        command="modelport local start --detach",
    )
