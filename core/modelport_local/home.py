"""The platform's home directory: who runs in it, at which port, and what only its owner may read."""

import fcntl
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

TAKEN = 4
"""Exit code when another platform runs in the same home."""


class StartError(Exception):
    """The platform cannot start; one line for people, and the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Home:
    """The files of a home that other programs read, and the directories of its parts."""

    path: Path

    @property
    def lock(self) -> Path:
        """Locked as long as a platform runs."""
        return self.path / "lock"

    @property
    def token(self) -> Path:
        """The bearer token."""
        return self.path / "token"

    @property
    def port(self) -> Path:
        """The port used last."""
        return self.path / "port"

    @property
    def tls_port(self) -> Path:
        """The port used last for TLS."""
        return self.path / "tls_port"

    @property
    def certificate(self) -> Path:
        """The certificate of the TLS port, which its clients trust."""
        return self.path / "certificate.pem"

    @property
    def certificate_key(self) -> Path:
        """The certificate's private key."""
        return self.path / "certificate.key"

    @property
    def server(self) -> Path:
        """Process id, ports and URL of the running platform; absent when none runs."""
        return self.path / "server.json"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.path / "server.log"


def last_port(file: Path) -> int:
    """The port that a file remembers, or 0."""
    try:
        port = int(file.read_text())
    except (OSError, ValueError):
        return 0
    return port if 0 < port < 65536 else 0


def open_home(path: Path) -> Home:
    """Create the directory, for its owner only, unless it exists; raises StartError."""
    home = Home(path.expanduser().absolute())
    try:
        home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(f"Cannot use {home.path} as home: {error.strerror}. Choose another --home.") from error
    return home


def lock(home: Home) -> TextIO:
    """The home's lock, held until closed and naming this process; raises StartError if another platform holds it."""
    file = home.lock.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise StartError(_who_runs(home), TAKEN) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def _who_runs(home: Home) -> str:
    try:
        server = json.loads(home.server.read_text())
        who = f"process {server['pid']} at {server['url']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "a process that is just starting or stopping"
    return f"A platform already runs in {home.path}: {who}. Use that one, stop it, or choose another --home."


def write_private(path: Path, text: str) -> None:
    """Put `text` at `path` in one step, readable by its owner only; raises OSError."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
