"""The peers' servers, each installed on demand below .bench/ and run as its own documentation says."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .models import Instances
from .table import say

ROOT = Path(".bench")
MLSERVER = ("mlserver==1.7.1", "mlserver-sklearn==1.7.1", "mlserver-xgboost==1.7.1")
UVICORN = ("uvicorn==0.54.0",)
START_SECONDS = 60.0
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a server takes predictions, and what they have to look like."""

    host: str
    port: int
    path: str
    headers: dict[str, str]
    is_v2: bool = False

    def body(self, instances: Instances) -> str:
        """The instances in the server's own protocol."""
        if not self.is_v2:
            return json.dumps({"instances": instances})
        shape = [len(instances), len(instances[0])]
        return json.dumps({"inputs": [{"name": "x", "shape": shape, "datatype": "FP32", "data": instances}]})


def mlserver_python() -> Path:
    """The interpreter of a virtual environment with MLServer."""
    python = ROOT / "mlserver/bin/python"
    if not (ROOT / "mlserver/bin/mlserver").exists():
        say("installing MLServer into .bench/mlserver (some minutes, once)")
        subprocess.run([sys.executable, "-m", "venv", str(ROOT / "mlserver")], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *MLSERVER], check=True)
    return python


def uvicorn_path() -> Path:
    """A directory with uvicorn, to be used beside this environment's TensorFlow, uvloop and httptools."""
    target = ROOT / "uvicorn"
    if not target.exists():
        say("installing uvicorn into .bench/uvicorn")
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-warn-conflicts", "--target", str(target)]
        subprocess.run([*command, *UVICORN], check=True)
    return target


@contextmanager
def mlserver(model_dir: Path, file: str, runtime: str, work: Path, batching: bool) -> Iterator[Endpoint]:
    """MLServer without parallel workers, its better mode; `batching` adds its adaptive batching (32 rows, 1 ms)."""
    work.mkdir(parents=True, exist_ok=True)
    ports = _free_ports(3)
    names = ("http_port", "grpc_port", "metrics_port")
    settings = {"host": "127.0.0.1", "debug": False, "parallel_workers": 0, **dict(zip(names, ports, strict=True))}
    model: dict[str, object] = {
        "name": "m", "implementation": runtime, "parameters": {"uri": str((model_dir / file).resolve())},
    }  # fmt: skip
    if batching:
        model |= {"max_batch_size": 32, "max_batch_time": 0.001}
    (work / "settings.json").write_text(json.dumps(settings))
    (work / "model-settings.json").write_text(json.dumps(model))
    command = [str(mlserver_python().with_name("mlserver")), "start", str(work)]
    with _server(command, ONE_THREAD, work / "log", f"http://127.0.0.1:{ports[0]}/v2/models/m/ready"):
        yield Endpoint("127.0.0.1", ports[0], "/v2/models/m/infer", {}, is_v2=True)


@contextmanager
def uvicorn(model_dir: Path, work: Path) -> Iterator[Endpoint]:
    """One uvicorn process with uvloop and httptools around a SavedModel."""
    work.mkdir(parents=True, exist_ok=True)
    (port,) = _free_ports(1)
    options = ["--port", str(port), "--log-level", "warning", "--loop", "uvloop", "--http", "httptools"]
    command = [sys.executable, "-m", "uvicorn", "scripts.bench.uvicorn_app:app", *options]
    environment = {
        "PYTHONPATH": str(uvicorn_path().resolve()), "MODEL_DIR": str(model_dir.resolve()), "TF_CPP_MIN_LOG_LEVEL": "2",
        "CUDA_VISIBLE_DEVICES": "",
    }  # fmt: skip
    with _server(command, ONE_THREAD | environment, work / "log", f"http://127.0.0.1:{port}/"):
        yield Endpoint("127.0.0.1", port, "/", {})


@contextmanager
def _server(command: list[str], environment: dict[str, str], log: Path, url: str) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=output, stderr=output)
        try:
            _wait_for(url, process, log)
            yield
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 500:
                return  # an application that was asked nothing
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer: {log.read_text(errors='replace')[-2000:]}")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
