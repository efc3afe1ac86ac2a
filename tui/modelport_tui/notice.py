"""What the terminal tells somebody who looks elsewhere: its title while a run goes on, a bell when a long one ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from modelport.events import Event, RunCancelled, RunFinished, RunStarted, StateSeen, StepFailed

from .visible import visible

if TYPE_CHECKING:
    from textual.app import App

LONG_SECONDS = 30.0
"""A run that took longer is worth a bell."""
BELL, OPEN, CLOSE = "\a", "\x1b]", "\a"
KEEP_TITLE, TITLE_BACK = "\x1b[22;2t", "\x1b[23;2t"
NOTIFYING_PROGRAMS = ("iTerm.app", "WezTerm", "ghostty")
"""Terminals that show OSC 9 as a notice of the desktop; kitty, which does too, is known by its TERM."""
TITLED_TERMS = ("xterm", "rxvt", "tmux", "alacritty", "foot", "wezterm", "konsole", "vte")

Write = Callable[[str], None]


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether the terminal may be rung and titled: always, but with `MODELPORT_NOTIFY=0`."""
    return environment.get("MODELPORT_NOTIFY", "") != "0"


def end_signal(text: str, environment: Mapping[str, str]) -> str:
    """The bell, and the text as a notice of the desktop where the terminal is known to show one."""
    shows = environment.get("TERM_PROGRAM", "") in NOTIFYING_PROGRAMS or environment.get("TERM", "") == "xterm-kitty"
    return f"{OPEN}9;{_words(text)}{CLOSE}{BELL}" if shows else BELL


def title(text: str, environment: Mapping[str, str]) -> str:
    """What sets the title of a terminal that is known to have one, or nothing."""
    return f"{OPEN}2;{_words(text)}{CLOSE}" if _has_title(environment) else ""


def _has_title(environment: Mapping[str, str]) -> bool:
    return environment.get("TERM", "").startswith(TITLED_TERMS)


def _words(text: str) -> str:
    return visible(text.replace("\n", " "))[:200]


class RunNotice:
    """Follows one run; `about` is what it brings up, such as `version v1`."""

    def __init__(
        self,
        about: str,
        write: Write,
        environment: Mapping[str, str] = os.environ,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._about, self._environment, self._now = about, environment, now
        self._write: Write = write if is_wanted(environment) else _nowhere
        self._began = now()
        self._is_titled = False

    def take(self, event: Event) -> None:
        """Say what this event changes, if it changes anything."""
        match event:
            case RunStarted():
                self._show("")
            case StateSeen():
                self._show(event.state)
            case RunFinished():
                self._end(str(event.version.get("state", "READY")))
            case StepFailed():
                self._end("FAILED")
            case RunCancelled():
                self._show("cancelled")
            case _:
                pass

    def close(self) -> None:
        """Give the terminal its own title back."""
        if self._is_titled:
            self._write(TITLE_BACK)
            self._is_titled = False

    def _show(self, state: str) -> None:
        sequence = title(f"Modelport · {self._about} {state}".rstrip(), self._environment)
        if sequence:
            self._write(sequence if self._is_titled else KEEP_TITLE + sequence)
            self._is_titled = True

    def _end(self, state: str) -> None:
        self._show(state)
        if self._now() - self._began > LONG_SECONDS:
            self._write(end_signal(f"Modelport · {self._about} {state}", self._environment))


def _nowhere(_data: str) -> None:
    """Takes what nobody wants to see."""


def screen_writer(app: App[object]) -> Write:
    """Writes past the screen to the app's terminal, where it has one."""

    def write(data: str) -> None:
        if app._driver is not None and not app.is_headless:
            app._driver.write(data)

    return write


def rung(events: Iterator[Event]) -> Iterator[Event]:
    """The same events, with a bell on stderr, if that is a terminal, after a long run's end."""
    began = time.monotonic()
    for event in events:
        yield event
        is_end = isinstance(event, RunFinished | StepFailed)
        if is_end and time.monotonic() - began > LONG_SECONDS and sys.stderr.isatty() and is_wanted(os.environ):
            sys.stderr.write(BELL)
            sys.stderr.flush()
