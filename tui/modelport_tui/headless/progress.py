"""A run's events as lines on stderr: for people, or one JSON object a line."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from modelport.errors import ModelportError
from modelport.events import (
    BytesMoved,
    Event,
    LogWritten,
    Retried,
    RunCancelled,
    StateSeen,
    StepFailed,
    StepFinished,
    StepStarted,
)

from ..diagnostics import note, report_findings
from ..run.trouble import ending_lines, going_on, retrying
from ..widgets.amounts import clock, duration, size

if TYPE_CHECKING:
    from modelport.preflight import Finding

QUIET_SECONDS = 2.0
STILL_SECONDS = (30.0, 60.0, 120.0)
"""How long a state may stay before it is told again, the first time and the next ones; the last one counts for good."""


class TextProgress:
    """A line for each change of state, and one every two seconds while bytes move; a state that stays is told again.

    `now` gives seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._titles: dict[str, str] = {}
        self._began = self._said = 0.0
        self._state = ""
        self._repeats = 0
        self._already = 0

    def say(self, text: str) -> None:
        """Say what is no event of the run."""
        note(text)

    def report(self, findings: tuple[Finding, ...]) -> None:
        """Say what preflight found."""
        report_findings(findings)

    def show(self, event: Event) -> None:
        """Say what happened."""
        match event:
            case StepStarted():
                self._titles[event.step] = event.title
                self._state, self._began = "", self._now()
                self._said = self._began
            case BytesMoved():
                self._bytes(event)
            case StateSeen() if event.state == self._state:
                self._still(event.state)
            case _:
                if isinstance(event, StateSeen):
                    self._state, self._said, self._repeats = event.state, self._now(), 0
                for text in _lines(event, self._titles):
                    note(text)

    def _still(self, state: str) -> None:
        now = self._now()
        if now - self._said >= STILL_SECONDS[min(self._repeats, len(STILL_SECONDS) - 1)]:
            self._said, self._repeats = now, self._repeats + 1
            note(f"  still {state} after {clock(now - self._began)}")

    def _bytes(self, event: BytesMoved) -> None:
        now = self._now()
        if event.kept > self._already:
            self._already = event.kept
            note(f"  {going_on(event)}")
        if now - self._said >= QUIET_SECONDS:
            self._said = now
            left = f", {clock(event.seconds_left)} left" if event.seconds_left is not None else ""
            note(f"  {size(event.done)} of {size(event.total)}, {size(event.bytes_per_second)}/s{left}")


def _lines(event: Event, titles: dict[str, str]) -> list[str]:
    match event:
        case StateSeen():
            return [f"  {event.state} {event.detail}".rstrip()]
        case LogWritten():
            return [f"  | {text}" for text in event.lines]
        case Retried():
            return [f"  {retrying(event)}"]
        case StepFinished():
            words = ", ".join(filter(None, [event.outcome, event.detail]))
            return [f"✓ {titles.get(event.step, event.step)}: {words} ({duration(event.seconds)})"]
        case StepFailed() | RunCancelled():
            return list(ending_lines(event))
        case _:
            return []


class JsonProgress:
    """One JSON object a line; `event` is what it is about."""

    def say(self, text: str) -> None:
        """Write what is no event of the run, as `Noted`."""
        _write({"event": "Noted", "text": text})

    def report(self, findings: tuple[Finding, ...]) -> None:
        """Write what preflight found, each as `Found`."""
        for finding in findings:
            texts = {name: str(getattr(finding, name)) for name in ("code", "severity", "field", "message", "fix")}
            _write({"event": "Found", **texts})

    def show(self, event: Event) -> None:
        """Write the event with its name and fields."""
        from modelport.journal import event_record

        _write(event_record(event))


Progress: TypeAlias = TextProgress | JsonProgress


def progress_in(form: str) -> Progress:
    """What tells the progress in this form: `json`, or else in words."""
    return JsonProgress() if form == "json" else TextProgress()


def _write(record: dict[str, object]) -> None:
    sys.stderr.write(json.dumps(record, ensure_ascii=False, default=_plain) + "\n")
    sys.stderr.flush()


def _plain(value: object) -> object:
    return value.summary if isinstance(value, ModelportError) else str(value)
