"""The steps of a run as rows: state as glyph, word and colour; bytes, speed and time left while uploading."""

from __future__ import annotations

import time
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from modelport.durations import Usual
from modelport.events import (
    BytesMoved,
    Event,
    Retried,
    RunCancelled,
    StateSeen,
    StepFailed,
    StepFinished,
    StepStarted,
)
from modelport.platforms.under_way import silence

from ..widgets.amounts import clock, duration, size
from ..widgets.safe_text import MUTED, line
from .trouble import going_on, retrying

BAR = 16
ROOMY = 72
"""Cells below which a row has no room for the usual time."""
STILL_SECONDS = 10.0
"""Without a byte for so long, an upload says so."""
LOOKS = {
    "queued": ("○", MUTED),
    "running": ("●", "$text-accent"),
    "done": ("✓", "$text-success"),
    "failed": ("✗", "$text-error"),
    "cancelled": ("■", "$text-warning"),
}


@dataclass(slots=True)
class StepRow:
    """What is known about a step so far."""

    title: str
    state: str = "queued"
    subject: str = ""
    detail: str = ""
    began: float = 0.0
    seconds: float = 0.0
    usual: Usual | None = None
    moved: float = 0.0

    def take(self, event: Event) -> None:
        """Take in what happened to this step."""
        self.moved = time.monotonic() if isinstance(event, BytesMoved) and event.done < event.total else 0.0
        match event:
            case StepStarted():
                self.state, self.subject, self.began = "running", event.subject, time.monotonic()
            case BytesMoved():
                self.detail = progress(event)
            case StateSeen():
                self.detail = " · ".join(filter(None, [event.state, event.detail]))
            case Retried():
                self.detail = retrying(event)
            case StepFinished():
                self.state, self.seconds = "done", event.seconds
                self.detail = " · ".join(filter(None, [event.outcome, event.detail]))
            case StepFailed():
                self.state, self.detail = "failed", "failed"
            case _:
                pass

    def content(self, width: int) -> Content:
        """The row as one line of at most `width` cells."""
        mark, style = LOOKS[self.state]
        elapsed = time.monotonic() - self.began if self.state == "running" else self.seconds
        right = duration(elapsed) if self.state == "done" else (clock(elapsed) if self.state == "running" else "")
        still = self._still_words()
        middle, usual = still + (self.detail or self.subject), "" if still else self._usual_words(width)
        room = max(10, width - 41 - len(usual))
        middle = middle if len(middle) <= room else middle[: room - 1] + "…"
        title = (f"{self.title:<26}", "bold" if self.state == "running" else "")
        return line((f" {mark} ", style), title, (f" {middle:<{room}}{usual}", MUTED), (f" {right:>8}", ""))

    def _still_words(self) -> str:
        """What comes first where bytes should move and none does, or where a platform owes an answer."""
        if self.state != "running":
            return ""
        still = time.monotonic() - self.moved if self.moved else 0.0
        if still > STILL_SECONDS:
            return f"no byte for {clock(still)} · "
        silent = silence(self.began)
        return f"no answer for {clock(silent.seconds)} from {silent.places[0]} · " if silent else ""

    def _usual_words(self, width: int) -> str:
        """What stands beside the time that is running, where there is room for it."""
        if self.state != "running" or self.usual is None or width < ROOMY:
            return ""
        seconds = self.usual.seconds
        return f" usually {self.usual.magnitude}" if seconds is None else f" usually under {clock(seconds)}"


def progress(event: BytesMoved) -> str:
    """A bar, how much of how much, speed and time left."""
    share = event.done / event.total if event.total else 1.0
    bar = "█" * int(share * BAR) + "░" * (BAR - int(share * BAR))
    if event.done >= event.total:
        return f"{bar} {size(event.total)} sent · being checked"
    left = event.seconds_left
    speed = f"{size(event.bytes_per_second)}/s" if event.seconds else ""
    rest = f"{clock(left)} left" if left is not None else ""
    return " · ".join(filter(None, [f"{bar} {share:.0%} of {size(event.total)}", speed, rest, going_on(event)]))


class StepList(Static):
    """All steps of a run."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.rows: dict[str, StepRow] = {}
        self._usual: dict[str, Usual] = {}

    def begin(self, steps: tuple[tuple[str, str], ...]) -> None:
        """Show the steps as queued."""
        self.rows = {step: StepRow(title, usual=self._usual.get(step)) for step, title in steps}
        self.draw()

    def expect(self, usual: dict[str, Usual]) -> None:
        """Take in how long the steps of the run that begins usually take."""
        self._usual = usual

    def take(self, event: Event) -> None:
        """Take in an event of one step, or the end of the run."""
        if isinstance(event, RunCancelled):
            for row in self.rows.values():
                row.state = "cancelled" if row.state == "running" else row.state
        elif (step := getattr(event, "step", "")) in self.rows:
            self.rows[step].take(event)
        self.draw()

    def draw(self) -> None:
        """Write the rows anew."""
        width = self.size.width or 80
        self.update(Content("\n").join([row.content(width) for row in self.rows.values()]))
