"""A run in a process of its own that is killed by SIGKILL at a point of its event stream, or finishes."""

import subprocess
import sys
from contextlib import closing

from modelport import versions
from modelport.journal import Journal
from modelport.plan import make_plan
from modelport.platforms.session import open_session
from modelport.platforms.storage import StorageClient
from modelport.request import DeploymentRequest
from waiting import PATIENCE_SECONDS

CODE = """
import os, signal, sys, threading
from modelport.run import resume
run_id, name, step = sys.argv[1:]
event = None
for event in resume(run_id, threading.Event()):
    if type(event).__name__ == name and getattr(event, "step", "") == step:
        os.kill(os.getpid(), signal.SIGKILL)
print(type(event).__name__)
if error := getattr(event, "error", None):
    print(error.summary, error.why, error.raw, sep="\\n")
"""


class Killable:
    """A process that goes on with a run; it may be killed at any time from any thread."""

    def __init__(self, run_id: str, event: str = "", step: str = "") -> None:
        self._argv = [sys.executable, "-c", CODE, run_id, event, step]
        self._process: subprocess.Popen[str] | None = None

    def kill(self) -> None:
        """SIGKILL, now."""
        assert self._process is not None
        self._process.kill()

    def run(self) -> tuple[int, str]:
        """Starts it; at its end the exit code, and the last event's name, or what it had to say against it."""
        with subprocess.Popen(self._argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as self._process:
            output, errors = self._process.communicate(timeout=PATIENCE_SECONDS)
        return self._process.returncode, output.strip() or errors


def new_run(request: DeploymentRequest) -> str:
    """The id of a run that has not begun."""
    return Journal.create(request, make_plan(request, None)).run_id


def generations(request: DeploymentRequest) -> dict[str, int]:
    """The objects that are in the bucket, by name; a second upload would change the number."""
    with closing(StorageClient(open_session(request.target, request.region_on_wire))) as storage:
        if storage.find_bucket(request.bucket.name) is None:
            return {}
        return {each.name: each.generation for each in storage.objects(request.bucket.name, "")}


def creations(request: DeploymentRequest) -> int:
    """How many times the platform was asked to create the version."""
    with closing(versions.connect(open_session(request.target, request.region_on_wire))) as serving:
        operations = [each["metadata"] for each in serving.operations(request.parent)]
    mine = [each for each in operations if str(each.get("modelName", "")).endswith(f"/{request.model.name}")]
    return sum(each["operationType"] == "CREATE_VERSION" for each in mine)
