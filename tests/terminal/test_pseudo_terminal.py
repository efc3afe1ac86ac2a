"""The program in a real pseudo-terminal, its screen read back by a terminal emulator."""

import fcntl
import os
import pty
import re
import select
import signal
import stat
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from iris import iris_model
from modelport.platforms.local import LocalPlatform
from waiting import PATIENCE_SECONDS

ENTER, ESCAPE, CTRL_C, CTRL_Q = "\r", "\x1b", "\x03", "\x11"


class Terminal:
    """A program in a pseudo-terminal of COLUMNS×LINES cells."""

    def __init__(self, argv: list[str], environment: dict[str, str], columns: int, lines: int, cwd: Path) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._said = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=cwd, start_new_session=True
        )
        os.close(slave)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def title(self) -> str:
        """The last title that the program gave the terminal's window."""
        titles: list[bytes] = re.findall(rb"\x1b\]2;([^\x07]*)\x07", self._said)
        return titles[-1].decode()

    def gave_title_back(self) -> bool:
        """Whether the window has the title from before the program again."""
        return self._said.count(b"\x1b[22;2t") == self._said.count(b"\x1b[23;2t") > 0

    def until(self, condition: Callable[[str], bool]) -> str:
        """Read until the screen's text meets the condition; AssertionError with the screen when time is up."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if condition(self.text()):
                return self.text()
            if select.select([self._master], [], [], 0.1)[0]:
                try:
                    data = os.read(self._master, 65536)
                    self._said += data
                    self._stream.feed(data)
                except OSError:  # the program has closed the terminal: it is about to end
                    self.process.wait(PATIENCE_SECONDS)
                    break
        assert condition(self.text()), self.text()
        return self.text()

    def exit_code(self) -> int:
        """Read to the end and give the program's exit code."""
        self.until(lambda _text: self.process.poll() is not None)
        return self.process.wait()

    def close(self) -> None:
        """End the program if it still runs."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self._master)


def shows(*texts: str) -> Callable[[str], bool]:
    """A condition: one of the texts is on the screen."""
    return lambda screen: any(text in screen for text in texts)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An empty HOME; its embedded platform ends with the test."""
    yield tmp_path
    LocalPlatform(tmp_path / "modelport" / "local").stop()


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts `modelport` with arguments in a terminal of a size."""
    opened: list[Terminal] = []
    environment = {
        "HOME": str(home),
        "MODELPORT_HOME": str(home / "modelport"),
        "PATH": "/usr/bin:/bin",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }

    def begin(*arguments: str, columns: int = 80, lines: int = 24) -> Terminal:
        argv = [sys.executable, "-m", "modelport_tui.cli", *arguments]
        opened.append(Terminal(argv, environment, columns, lines, home))
        return opened[-1]

    yield begin
    for terminal in opened:
        terminal.close()


@pytest.fixture
def model(home: Path) -> str:
    """A real model in a file, as a person would type its path."""
    (home / "iris").mkdir()
    iris_model(home / "iris" / "model.joblib")
    return "iris/model.joblib"


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_enter_alone_goes_from_a_file_to_predictions(
    start: Callable[..., Terminal], home: Path, model: str, columns: int, lines: int
) -> None:
    terminal = start("deploy", model, columns=columns, lines=lines)
    for title in ("Target", "Bucket", "Upload", "Endpoint", "Framework", "Machine", "Scaling", "Review"):
        terminal.until(shows(f"● {title}", f"8 {title}"))
        terminal.type(ENTER)
    done = terminal.until(shows("→ [0]"))
    assert "READY" in done
    assert terminal.title() == "Modelport · version v1 READY"
    terminal.type("\x19")
    copied = home / "modelport" / "clipboard.txt"
    terminal.until(lambda _text: copied.exists())
    assert copied.read_text().splitlines()[-2] == 'eval "$(modelport local env)"'
    assert copied.read_text().splitlines()[-1].startswith("curl ")
    assert stat.S_IMODE(copied.stat().st_mode) == 0o600
    terminal.until(shows("clipboard.txt", "Sent to the terminal"))
    terminal.type(CTRL_Q)
    assert terminal.exit_code() == 0
    assert "READY" in terminal.text()
    assert terminal.gave_title_back()


def test_quitting_keeps_what_was_typed_and_says_so(start: Callable[..., Terminal], model: str) -> None:
    terminal = start("deploy", model)
    terminal.until(lambda text: "1/8 Target" in text)
    terminal.type("\t")
    terminal.until(lambda text: "The project ID" in text)
    terminal.type("-mine")
    terminal.until(lambda text: "demo-project-mine" in text and "yours" in text)
    terminal.type(CTRL_C)
    assert terminal.exit_code() == 130
    assert "Nothing was created" in terminal.text()
    again = start("deploy", model)
    again.until(lambda text: "Continue where you left off" in text)
    again.type(ENTER)
    again.until(lambda text: "demo-project-mine" in text)


def test_a_missing_path_is_one_clear_error_on_the_screen(start: Callable[..., Terminal]) -> None:
    terminal = start("deploy", "nowhere.joblib")
    for title in ("1/8", "2/8", "3/8"):
        terminal.until(shows(title))
        terminal.type(ENTER)
    text = terminal.until(lambda text: "✗" in text and "3/8 Upload" in text)
    assert "Traceback" not in text
    terminal.type(CTRL_Q)
    assert terminal.exit_code() == 130
