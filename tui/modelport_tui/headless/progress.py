"""A run's events as lines on stderr: for people, or one JSON object a line."""

import json
import sys
import time

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

from ..diagnostics import note
from ..run.trouble import ending_lines, going_on, retrying
from ..widgets.amounts import clock, duration, size

QUIET_SECONDS = 2.0


class TextProgress:
    """A line for each change of state, and one every two seconds while bytes move."""

    def __init__(self) -> None:
        self._titles: dict[str, str] = {}
        self._said = 0.0
        self._state = ""
        self._already = 0

    def show(self, event: Event) -> None:
        """Say what happened."""
        match event:
            case StepStarted():
                self._titles[event.step] = event.title
                self._state, self._said = "", time.monotonic()
            case BytesMoved():
                self._bytes(event)
            case StateSeen() if event.state == self._state:
                pass
            case _:
                self._state = event.state if isinstance(event, StateSeen) else self._state
                for text in _lines(event, self._titles):
                    note(text)

    def _bytes(self, event: BytesMoved) -> None:
        now = time.monotonic()
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
    """One JSON object a line."""

    def show(self, event: Event) -> None:
        """Write the event with its name and fields."""
        from modelport.journal import event_record

        sys.stderr.write(json.dumps(event_record(event), ensure_ascii=False, default=_plain) + "\n")
        sys.stderr.flush()


def _plain(value: object) -> object:
    return value.summary if isinstance(value, ModelportError) else str(value)
