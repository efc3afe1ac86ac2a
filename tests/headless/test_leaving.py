"""A program that is told to end does so while a platform that never answers is still asked."""

import os
import pty
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE_SECONDS = 20.0
"""Shorter than any call waits for its answer."""
PROGRAM = [sys.executable, "-m", "modelport_tui.cli"]
CTRL_Q = b"\x11"


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A platform that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(PATIENCE_SECONDS)
        yield listening


@pytest.fixture
def environment(silent: socket.socket, tmp_path: Path) -> dict[str, str]:
    token = tmp_path / "token"
    token.write_text("token")
    url = f"http://127.0.0.1:{silent.getsockname()[1]}"
    return {
        "HOME": str(tmp_path), "MODELPORT_HOME": str(tmp_path / "modelport"), "PATH": "/usr/bin:/bin",
        "TERM": "xterm-256color", "LANG": "C.UTF-8", "MODELPORT_TARGET": "ai-platform",
        "MODELPORT_PROJECT": "my-project-1", "MODELPORT_ACCESS_TOKEN_FILE": str(token),
        "MODELPORT_AI_PLATFORM_ENDPOINT": url, "MODELPORT_STORAGE_ENDPOINT": url,
    }  # fmt: skip


def ended(program: subprocess.Popen[bytes]) -> int:
    """The exit code; TimeoutExpired where it waits for the platform."""
    try:
        return program.wait(PATIENCE_SECONDS)
    finally:
        program.kill()
        program.wait()


@pytest.mark.parametrize("group", ["versions", "models", "operations"])
def test_ctrl_c_ends_a_list_that_waits_for_an_endpoint(
    group: str, silent: socket.socket, environment: dict[str, str]
) -> None:
    with subprocess.Popen([*PROGRAM, group, "list"], env=environment, stderr=subprocess.PIPE) as program:
        asked, _ = silent.accept()
        with asked:
            program.send_signal(signal.SIGINT)
            code = ended(program)
        assert program.stderr
        assert (code, program.stderr.read()) == (130, b"Interrupted.\n")


def test_ctrl_q_ends_a_browser_that_waits_for_an_endpoint(silent: socket.socket, environment: dict[str, str]) -> None:
    master, slave = pty.openpty()
    with subprocess.Popen([*PROGRAM, "browse"], env=environment, stdin=slave, stdout=slave, stderr=slave) as program:
        os.close(slave)
        asked, _ = silent.accept()
        with asked:
            os.write(master, CTRL_Q)
            read_to_the_end(master, program)
            assert ended(program) == 0
    os.close(master)


def read_to_the_end(master: int, program: subprocess.Popen[bytes]) -> None:
    """Takes what the program draws, as a terminal does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and program.poll() is None:
        if select.select([master], [], [], 0.1)[0]:
            try:
                os.read(master, 65536)
            except OSError:  # the program has closed the terminal
                return


@pytest.mark.parametrize("words", [["--version"], ["runs", "--format", "json"]])
def test_what_could_not_be_written_is_a_failure(words: list[str], environment: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *words], env=environment, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_a_reader_that_has_gone_is_no_defect(environment: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*PROGRAM, "schema"], env=environment, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
