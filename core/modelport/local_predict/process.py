"""The process that loads a model and predicts: a request in, an answer out, and an end whenever somebody wants it."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from .stopping import LOOK_SECONDS, stopped

_WORKER = "modelport_local.predict_once"
_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "2", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": ""}


def run(request: Mapping[str, object], directory: Path, stop: threading.Event | None = None) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the process; it is killed, and Interrupted raised, once `stop` is set.

    It works in `directory`, and imports nothing from there.
    """
    with subprocess.Popen(
        [sys.executable, "-P", "-m", _WORKER],
        cwd=directory,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env=_QUIET | os.environ,
    ) as process:
        try:
            written, printed = _communicate(process, json.dumps(request), stop)
        except BaseException:
            process.kill()
            raise
    return process.returncode, written, printed


def _communicate(process: "subprocess.Popen[str]", text: str, stop: threading.Event | None) -> tuple[str, str]:
    """Everything the process writes; where it can be stopped, `stop` is looked at now and then."""
    if stop is None:
        return process.communicate(text)
    unsent: str | None = text
    while not stop.is_set():
        try:
            return process.communicate(unsent, timeout=LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            unsent = None
    raise stopped()
