"""A platform process, and Google's own client for one project of it."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build

from local.ml.discovery import check, response_schema
from waiting import PATIENCE_SECONDS, until

CORE = Path(__file__).parents[3] / "core"
REGION = "us-central1"


class Platform:
    """A platform process with its home directory; it can be killed and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.start()

    def start(self) -> None:
        arguments = [sys.executable, "-m", "modelport_local", "--home", str(self.home)]
        environment = os.environ | {"PYTHONPATH": str(CORE)}
        self.process = subprocess.Popen(arguments, env=environment, stderr=subprocess.DEVNULL)
        until(lambda: self._announced() or self.process.poll() is not None, "the platform is ready")
        assert self.process.poll() is None, "the platform did not start"
        self.url: str = json.loads((self.home / "server.json").read_text())["url"]
        self.token = (self.home / "token").read_text().strip()

    def _announced(self) -> bool:
        file = self.home / "server.json"
        return file.is_file() and json.loads(file.read_text())["pid"] == self.process.pid

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(PATIENCE_SECONDS)

    def restart(self, number: signal.Signals) -> None:
        self.end(number)
        self.start()

    def request(
        self, method: str, path: str, body: bytes | dict[str, Any] = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Status and decoded body of one plain HTTP request."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, raw, {"Authorization": f"Bearer {self.token}"} | (headers or {}))
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        finally:
            connection.close()


class Cloud:
    """Google's own client for one project on one endpoint; every answer is checked against the schema."""

    def __init__(self, platform: Platform, project: str, region: str = REGION) -> None:
        self.platform = platform
        self.parent = f"projects/{project}"
        self.project = project
        self.prefix = "" if region == "global" else f"/regions/{region}"
        credentials = Credentials(platform.token)  # type: ignore[no-untyped-call]
        self.service = build(
            "ml", "v1", static_discovery=True, credentials=credentials,
            client_options={"api_endpoint": platform.url + self.prefix},
        )  # fmt: skip

    def call(self, request: Any) -> Any:
        answer = request.execute()
        if not request.methodId.endswith("predict"):
            check(answer, response_schema(request.methodId))
        return answer

    @property
    def models(self) -> Any:
        return self.service.projects().models()

    @property
    def versions(self) -> Any:
        return self.models.versions()

    def upload(self, files: dict[str, bytes], location: str = REGION, owner: str = "") -> str:
        """A new bucket with these files below `m/`, of this project or of `owner`; its URI."""
        bucket = f"b-{uuid.uuid4().hex}"
        status, _ = self.platform.request(
            "POST", f"/storage/v1/b?project={owner or self.project}", {"name": bucket, "location": location}
        )
        assert status == 200
        for name, content in files.items():
            path = f"/upload/storage/v1/b/{bucket}/o?uploadType=media&name=m/{name}"
            assert self.platform.request("POST", path, content)[0] == 200
        return f"gs://{bucket}/m/"

    def create_model(self, name: str = "iris", **fields: Any) -> Any:
        return self.call(self.models.create(parent=self.parent, body={"name": name} | fields))

    def create_version(self, uri: str, name: str = "v1", model: str = "iris", **fields: Any) -> Any:
        """The operation when it is done."""
        body = {"name": name, "deploymentUri": uri, "runtimeVersion": "2.11", "pythonVersion": "3.7"} | fields
        parent = f"{self.parent}/models/{model}"
        return self.finished(self.call(self.versions.create(parent=parent, body=body)))

    def finished(self, operation: Any) -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not operation.get("done"):
            assert time.monotonic() < deadline, operation
            operation = self.call(self.service.projects().operations().get(name=operation["name"]))
        return operation

    def version(self, name: str = "v1", model: str = "iris") -> Any:
        return self.call(self.versions.get(name=f"{self.parent}/models/{model}/versions/{name}"))

    def predict(self, body: bytes | dict[str, Any], name: str = "models/iris") -> tuple[int, Any]:
        return self.platform.request("POST", f"{self.prefix}/v1/{self.parent}/{name}:predict", body)

    def log(self, model: str = "iris", more: str = "") -> list[dict[str, Any]]:
        """Entries of all versions of a model."""
        text = f'resource.type="cloudml_model_version" AND resource.labels.model_id="{model}"{more}'
        body = {"resourceNames": [self.parent], "filter": text, "pageSize": 1000}
        entries: list[dict[str, Any]] = self.platform.request("POST", "/v2/entries:list", body)[1].get("entries", [])
        return entries
