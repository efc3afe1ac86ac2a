"""Standard streams that a shell has closed."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = f"{sys.executable} -m modelport_tui.cli"


def run(line: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(home), "MODELPORT_HOME": str(home / "modelport"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(["sh", "-c", line], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["schema", "local status", "runs", "--version", "versions --help"])
def test_a_result_that_has_nowhere_to_go_is_a_failure_without_a_traceback(command: str, tmp_path: Path) -> None:
    done = run(f"{PROGRAM} {command} >&-", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert "broken" not in done.stderr
    assert not (tmp_path / "modelport" / "crashes").exists()


def test_no_file_takes_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    assert run(f"{PROGRAM} schema <&- 2>&-", tmp_path).stdout.startswith("{")
    assert run(f"{PROGRAM} check nowhere >&- 2>&-", tmp_path).returncode == 1
