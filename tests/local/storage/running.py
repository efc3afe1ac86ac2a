"""A real platform process on a loopback port, and plain HTTP calls to it."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from google.oauth2.credentials import Credentials

with warnings.catch_warnings():
    warnings.simplefilter("ignore", ImportWarning)  # google.api_core misses an optional package
    from google.cloud import storage

from waiting import PATIENCE_SECONDS

CORE = Path(__file__).parents[3] / "core"


@dataclass(frozen=True)
class Reply:
    """An answer, read to its end; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def command(home: Path, *options: str) -> list[str]:
    """The command line that runs a platform."""
    return [sys.executable, "-m", "modelport_local", "--home", str(home), *options]


def environment() -> dict[str, str]:
    """This environment, with the checkout's packages first."""
    return {**os.environ, "PYTHONPATH": str(CORE)}


class Platform:
    """One platform in one home; it can be killed and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.process: subprocess.Popen[str]

    def start(self, prefix: tuple[str, ...] = ()) -> None:
        """Start, and wait until it announces itself."""
        self.process = subprocess.Popen(
            [*prefix, *command(self.home)], env=environment(), stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        assert "ready" in line, line + self.process.stderr.read()

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End it as asked; returns the exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait for its end; returns the exit code."""
        code = self.process.wait(PATIENCE_SECONDS)
        if self.process.stderr is not None:
            self.process.stderr.close()
        return code

    @property
    def server(self) -> Any:
        return json.loads((self.home / "server.json").read_text())

    @property
    def port(self) -> int:
        return int(self.server["port"])

    @property
    def token(self) -> str:
        return (self.home / "token").read_text()

    @property
    def log(self) -> str:
        return (self.home / "server.log").read_text()

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] = {},
        **query: str,
    ) -> Reply:
        """One request with the token; a dict or list as body is sent as JSON."""
        sent = json.dumps(body).encode() if isinstance(body, dict | list) else body
        target = path + ("?" + urlencode(query) if query else "")
        with contextlib.closing(self.connection()) as connection:
            connection.request(method, target, sent, {"Authorization": f"Bearer {self.token}", **headers})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())

    def object_call(self, method: str, bucket: str, name: str, body: Any = None, **more: Any) -> Reply:
        """A call on one object."""
        return self.call(method, f"/storage/v1/b/{bucket}/o/{quote(name, safe='')}", body, **more)

    def put(self, bucket: str, name: str, data: bytes, **query: str) -> Reply:
        """Upload in one request."""
        headers = {"Content-Type": "application/octet-stream"}
        path = f"/upload/storage/v1/b/{bucket}/o"
        return self.call("POST", path, data, headers, uploadType="media", name=name, **query)

    def read(self, bucket: str, name: str, **headers: str) -> Reply:
        """Download."""
        return self.object_call("GET", bucket, name, alt="media", headers=headers)

    def client(self, project: str = "project-one") -> storage.Client:
        """Google's own client."""
        return storage.Client(
            project=project,
            credentials=Credentials(self.token),  # type: ignore[no-untyped-call]
            client_options={"api_endpoint": self.server["url"]},
        )


@contextlib.contextmanager
def running(home: Path) -> Iterator[Platform]:
    """A platform for the length of the block."""
    platform = Platform(home)
    platform.start()
    try:
        yield platform
    finally:
        platform.stop()
