"""Sending instances to a version: once, or many times with a live plot of the latency."""

from __future__ import annotations

import json
import threading
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from modelport import versions
from modelport.errors import ModelportError
from modelport.inventory import commands
from modelport.inventory.load import GIVE_UP_AFTER, Shot, percentiles, repeat
from modelport.inventory.rows import VersionRow

from ...background import in_thread
from ...diagnostics import error_lines
from ...widgets.amounts import duration
from ...widgets.safe_text import MUTED, line, plain
from ..source import Source
from ..traffic import bars
from .instances import PLACEHOLDER, AskingDialog, count_of, instances_of

DRAW_SECONDS = 0.2
GIVEN_UP = f"given up after {GIVE_UP_AFTER} failures in a row"
PLOTTED = 60
Prediction = tuple[tuple[object, ...], float]


class TestDialog(AskingDialog):
    """Stays open between tests."""

    __test__ = False
    TITLE_TEXT = "Test"
    HINT = "enter send   esc stop, close"
    BINDINGS = [("escape", "close", "close")]

    def __init__(self, source: Source, row: VersionRow, typed: str) -> None:
        super().__init__(f"{row.model} / {row.version}")
        self._source, self._row, self._typed = source, row, typed
        self._cancel = threading.Event()
        self._cancel.set()
        self.shots: list[Shot] = []
        self.is_running_test = self.has_answer = False
        self._times = 1

    def fields(self) -> ComposeResult:
        """Instances, how often and how many at once, and the answer."""
        for label, name, value in (
            ("Instances", "instances", self._typed),
            ("Times", "times", "1"),
            ("At once", "at-once", "1"),
        ):
            with Horizontal(classes="row"):
                yield Static(label, classes="label", markup=False)
                example = PLACEHOLDER if name == "instances" else "1"
                yield Input(value, id=name, compact=True, select_on_focus=False, placeholder=example)
        yield Static(id="answer", markup=False)

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Input).focus()
        self._drawing = self.set_interval(DRAW_SECONDS, self._draw, pause=True)
        self._edited()
        self.offer_samples(self._source, self._row)

    def hint(self, text: str) -> None:
        """Nothing takes the place of an answer."""
        if not self.has_answer:
            self._answer(plain(text, MUTED))

    def on_unmount(self) -> None:
        """A thread outlives the dialog: tell it."""
        self._cancel.set()

    @on(Input.Changed, "#instances")
    def _edited(self) -> None:
        instances = instances_of(self.typed)
        self.show_command("" if isinstance(instances, str) else commands.predict(self._row, instances))

    @on(Input.Submitted)
    def _send(self) -> None:
        instances = instances_of(self.typed)
        times = count_of(self.query_one("#times", Input).value, "Times")
        at_once = count_of(self.query_one("#at-once", Input).value, "At once")
        problem = next((value for value in (instances, times, at_once) if isinstance(value, str)), "")
        self.show_problem(problem)
        if self.is_running_test or isinstance(instances, str) or isinstance(times, str) or isinstance(at_once, str):
            return
        self.is_running_test, self._cancel, self.shots = True, threading.Event(), []
        self.has_answer, self._times = True, times
        if times == 1:
            self._answer(plain("sending…", MUTED))
            in_thread(self, partial(self._predict, instances), self._predicted, self._failed, "test")
        else:
            self._drawing.resume()
            in_thread(self, partial(self._repeat, instances, times, at_once), self._repeated, self._failed, "test")

    def _predict(self, instances: tuple[object, ...]) -> Prediction:
        with self._source.connections().borrowed(self._row.region) as serving:
            return versions.predict(serving, self._row.path, instances)

    def _repeat(self, instances: tuple[object, ...], times: int, at_once: int) -> None:
        """In a thread: the list is only appended to; a timer draws it."""
        row, connections = self._row, self._source.connections()
        for shot in repeat(connections, row.region, row.path, instances,
                           times=times, concurrency=at_once, cancel=self._cancel):  # fmt: skip
            self.shots.append(shot)

    def _predicted(self, prediction: Prediction) -> None:
        predictions, seconds = prediction
        self.is_running_test = False
        text = json.dumps(list(predictions), ensure_ascii=False)[:2000]
        self._answer(line(("→ ", "green"), text, (f"\n  {duration(seconds)}", MUTED)))

    def _repeated(self, _: None) -> None:
        self.is_running_test = False
        self._drawing.pause()
        self._draw()

    def _failed(self, error: ModelportError) -> None:
        self.is_running_test = False
        self._drawing.pause()
        self._answer(plain("\n".join(error_lines(error)), "$text-error"))

    def _draw(self) -> None:
        shots = tuple(self.shots)
        found = percentiles(shots)
        plot = bars([shot.seconds for shot in shots[-PLOTTED:] if not shot.error])
        times = "   ".join(f"{name} {duration(value)}" for name, value in (
            ("p50", found.p50), ("p90", found.p90), ("p99", found.p99), ("slowest", found.slowest)))  # fmt: skip
        last = next((shot.error for shot in reversed(shots) if shot.error), "")
        ended = "stopped" if self._cancel.is_set() else "done" if len(shots) == self._times else GIVEN_UP
        state = f"{len(shots)} of {self._times}   esc stops it" if self.is_running_test else ended
        failed = f"\n✗ {found.failed} failed: {last}" if found.failed else ""
        self._answer(
            line((plot, "$accent"), f"\n{found.count} answered   {times}", (failed, "red"), (f"\n{state}", MUTED))
        )

    def _answer(self, content: object) -> None:
        self.query_one("#answer", Static).update(content)  # type: ignore[arg-type]

    def action_close(self) -> None:
        """Stop the test; with none under way, close."""
        if self.is_running_test and not self._cancel.is_set():
            self._cancel.set()
        else:
            self.dismiss(self.typed)
