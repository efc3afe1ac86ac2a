"""`modelport serve` as a process."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from modelport.platforms.local import LocalPlatform
from waiting import PATIENCE_SECONDS


@dataclass(frozen=True)
class Served:
    """The running process, where it is, and the key of its address."""

    process: subprocess.Popen[str]
    url: str
    key: str

    @property
    def cookies(self) -> dict[str, str]:
        """What a browser that opened the address holds."""
        return {f"modelport-{self.url.rpartition(':')[2]}": self.key}


@pytest.fixture
def command(tmp_path: Path) -> Callable[[int], "subprocess.Popen[str]"]:
    environment = {**os.environ, "HOME": str(tmp_path), "MODELPORT_HOME": str(tmp_path / "modelport")}

    def start(port: int) -> "subprocess.Popen[str]":
        argv = [sys.executable, "-m", "modelport_tui.cli", "serve", "--port", str(port)]
        return subprocess.Popen(
            argv, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return start


@pytest.fixture
def served(command: Callable[[int], "subprocess.Popen[str]"], tmp_path: Path) -> Iterator[Served]:
    with command(0) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"(http://127\.0\.0\.1:\d+)/\?key=(\S+)", said)
        assert found, said + process.stderr.read()
        try:
            yield Served(process, found[1], found[2])
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE_SECONDS)
            _end_platform(tmp_path / "modelport" / "local")


def _end_platform(home: Path) -> None:
    """A page may have started one, or be about to: starting it first makes sure that it is there to be stopped."""
    if home.is_dir():
        platform = LocalPlatform(home)
        platform.start()
        platform.stop()
