"""The embedded platform of a run: a process with a home of its own, and models deployed to it over plain HTTP."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from modelport.platforms.local import LocalPlatform

PROJECT, REGION = "bench", "us-central1"
PREFIX = f"/regions/{REGION}/v1/projects/{PROJECT}"
POLL_SECONDS = 0.005


class Platform:
    """A running platform."""

    def __init__(self, local: LocalPlatform) -> None:
        self.url = local.url()
        self.token = local.token
        self.pid = local.status().pid
        address = urlsplit(self.url)
        self.host, self.port = address.hostname or "", address.port or 0
        self._connection = http.client.HTTPConnection(self.host, self.port, timeout=120)
        self._bucket = ""

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {"Authorization": f"Bearer {self.token}"}

    def call(self, method: str, path: str, body: object = b"") -> dict[str, Any]:
        """The decoded answer of one request; raises RuntimeError for any status but 200."""
        raw = body if isinstance(body, bytes) else json.dumps(body)
        self._connection.request(method, path, raw, self.headers)
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {data[:500]!r}")
        decoded: dict[str, Any] = json.loads(data or b"{}")
        return decoded

    def create_bucket(self, name: str) -> None:
        """A bucket in the region of the models."""
        self.call("POST", f"/storage/v1/b?project={PROJECT}", {"name": name, "location": REGION})
        self._bucket = name

    def upload(self, root: Path, prefix: str) -> str:
        """The files below `root` as objects; the URI of their directory."""
        for path in (path for path in root.rglob("*") if path.is_file()):
            name = quote(f"{prefix}/{path.relative_to(root)}", safe="")
            target = f"/upload/storage/v1/b/{self._bucket}/o?uploadType=media&name={name}"
            self.call("POST", target, path.read_bytes())
        return f"gs://{self._bucket}/{prefix}/"

    def create_model(self, model: str) -> None:
        """A model without versions."""
        self.call("POST", f"{PREFIX}/models", {"name": model})

    def create_version(self, model: str, version: str, uri: str, **fields: object) -> None:
        """A version, once it is READY; raises RuntimeError with its error."""
        body = {"name": version, "deploymentUri": uri, "runtimeVersion": "2.11", "pythonVersion": "3.7"} | fields
        operation = self.call("POST", f"{PREFIX}/models/{model}/versions", body)
        while not operation.get("done"):
            time.sleep(POLL_SECONDS)
            operation = self.call("GET", f"/regions/{REGION}/v1/{operation['name']}")
        if "error" in operation:
            raise RuntimeError(operation["error"]["message"])

    def predict(self, model: str, version: str, body: bytes) -> dict[str, Any]:
        """One prediction."""
        return self.call("POST", f"{predict_path(model, version)}", body)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


def predict_path(model: str, version: str) -> str:
    """Where predictions of a version are asked for."""
    return f"{PREFIX}/models/{model}/versions/{version}:predict"


@contextmanager
def running(home: Path) -> Iterator[Platform]:
    """A platform with its data in `home`, for the time of the block."""
    local = LocalPlatform(home)
    local.start()
    platform = Platform(local)
    try:
        yield platform
    finally:
        platform.close()
        local.stop()
