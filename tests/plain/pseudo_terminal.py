"""A pseudo-terminal with a person at it: what is shown is read until something expected appears."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from typing import TextIO, cast

import pyte

PATIENCE_SECONDS = 20.0
COLUMNS, ROWS = 100, 40
BEGINS = "\x1b[?2004h"
"""Bracketed paste is switched on: the first thing that a prompt of prompt_toolkit writes."""


class PseudoTerminal:
    """Reads everything in a thread of its own; `transcript` is what was written, `display` what a person sees."""

    def __init__(self) -> None:
        self._master, self._slave = pty.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._written = b""
        self._read_until = 0
        self._news = threading.Condition()
        self._files: list[TextIO] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while True:
            try:
                chunk = os.read(self._master, 65536)
            except OSError:
                return
            with self._news:
                self._written += chunk
                self._stream.feed(chunk)
                self._news.notify_all()
            if not chunk:
                return

    @property
    def reading(self) -> TextIO:
        """What somebody types, for a prompter in this process."""
        return self._file("r")

    @property
    def writing(self) -> TextIO:
        """What somebody sees, for a prompter in this process."""
        return self._file("w")

    def _file(self, mode: str) -> TextIO:
        file = cast(TextIO, os.fdopen(os.dup(self._slave), mode, encoding="utf-8"))
        self._files.append(file)
        return file

    def start(self, *words: str, stdout: int | None = None, **environment: str) -> subprocess.Popen[bytes]:
        """Run `modelport` with this as its controlling terminal."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "modelport_tui.cli", *words],
            stdin=self._slave,
            stdout=self._slave if stdout is None else stdout,
            stderr=self._slave,
            env={**os.environ, **environment},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        return self._process

    @property
    def transcript(self) -> str:
        """Everything that was written so far."""
        return self._written.decode("utf-8", "replace").replace("\r\n", "\n")

    @property
    def display(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display).strip()

    def clear(self) -> None:
        """Wipe the screen, so that what appears next is new."""
        with self._news:
            self._screen.reset()

    def send(self, keys: str) -> None:
        """Press keys; what was written before is not looked at again."""
        with self._news:
            self._read_until = len(self.transcript)
        os.write(self._master, keys.encode())

    def until(self, text: str) -> str:
        """Wait for a text after what was sent last; gives what was written since."""
        self._wait(lambda: text in self.transcript[self._read_until :], text)
        return self.transcript[self._read_until :]

    def until_shown(self, text: str) -> str:
        """Wait for a text on the screen; gives the screen."""
        self._wait(lambda: text in self.display, text)
        return self.display

    def until_asked(self) -> str:
        """Wait for a numbered prompt, or the end of the program; gives what was written since the last answer."""
        self._wait(lambda: self.transcript[self._read_until :].endswith(": ") or self._has_ended(), "a question")
        return self.transcript[self._read_until :]

    def until_drawn(self) -> bool:
        """Wait for a prompt that redraws itself, or the end of the program; whether it is a prompt."""
        self._wait(lambda: BEGINS in self.transcript[self._read_until :] or self._has_ended(), "a prompt")
        return not self._has_ended()

    def _has_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def exit_code(self) -> int:
        """Wait for the end of the program."""
        assert self._process is not None
        return self._process.wait(PATIENCE_SECONDS)

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self._news:
            while not condition():
                self._news.wait(0.2)
                assert time.monotonic() < deadline, f"no {what!r} in:\n{self.transcript}\n--- screen\n{self.display}"

    def close(self) -> None:
        """End the program, if it still runs, and the reading."""
        if self._process:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
        for file in self._files:
            file.close()
        os.close(self._slave)
        self._thread.join(PATIENCE_SECONDS)
        os.close(self._master)
