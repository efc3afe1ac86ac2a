"""The version is ready: try it, and see what to do next."""

from __future__ import annotations

import contextlib
import json
import statistics
import time
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from modelport.defects import as_defect
from modelport.errors import ModelportError, UsageError
from modelport.events import RunFinished
from modelport.instances import typed_instances
from modelport.platforms.under_way import silence
from modelport.request import DeploymentRequest
from modelport.wizard.fields import Kind
from modelport.wizard.values import show

from ..actions import bindings_of
from ..clipboard import copy_text
from ..requests import BrowseRequested
from ..waiting import silence_words
from ..widgets.amounts import duration
from ..widgets.key_footer import KeyFooter
from ..widgets.safe_text import MUTED, line, plain
from ..wizard.help import HelpModal
from .summary import copied_command, next_commands, version_line
from .trials import Trials

TICK_SECONDS = 0.5


class DoneScreen(Screen[None]):
    """Shows the version, sends instances to it, and says what to do next."""

    CSS_PATH = "done.tcss"
    BINDINGS = bindings_of("done")
    AUTO_FOCUS = "Input"

    class Answered(Message):
        """Predictions came back, or an error."""

        def __init__(self, predictions: tuple[Any, ...], seconds: float, error: ModelportError | None) -> None:
            super().__init__()
            self.predictions, self.seconds, self.error = predictions, seconds, error

    def __init__(self, finished: RunFinished, request: DeploymentRequest, trials: Trials | None = None) -> None:
        super().__init__()
        self._finished, self._request = finished, request
        self.trials = trials or first_trials(finished, request)
        self._asked: float | None = None

    @property
    def has_answer(self) -> bool:
        """Whether the version has answered what was sent from here."""
        return bool(self.trials.seconds)

    def compose(self) -> ComposeResult:
        mark, rest = version_line(self._finished)
        name = f"  {self._request.model.name} / {self._request.version.name}"
        title = line((" Modelport", "bold $accent"), ("  done  ", MUTED), (mark, "bold $text-success"), (name, MUTED))
        yield Static(title, id="title", markup=False)
        with VerticalScroll(can_focus=False):
            yield Static(line((mark, "bold $text-success"), rest), id="version", markup=False)
            yield Static(plain(self._finished.url, MUTED), id="url", markup=False)
            yield Static("Try it: instances as JSON, Enter sends them", classes="heading", markup=False)
            yield Input(self.trials.text, placeholder="[[5.1, 3.5, 1.4, 0.2]]", compact=True)
            yield Static(self.trials.answer, id="answer", markup=False)
            yield Static("Next", classes="heading", markup=False)
            yield Static(plain("\n".join(next_commands(self._request, self._finished))), id="next", markup=False)
        yield KeyFooter("done")

    def on_mount(self) -> None:
        """The focus is further down: have the top in sight all the same."""
        self.call_after_refresh(self.query_one(VerticalScroll).scroll_home, animate=False)
        self.set_interval(TICK_SECONDS, self._tick)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.trials.text = event.value

    @on(Input.Submitted)
    def action_send(self) -> None:
        """Send what is typed."""
        try:
            instances = typed_instances(self.query_one(Input).value)
        except UsageError as error:
            self._show(plain(f"✗ {error.why or error.summary} {error.fix}", "$text-error"))
            return
        self._asked = time.monotonic()
        self._show(plain("Asking…", "$accent"))
        self.run_worker(partial(self._predict, instances), thread=True, exclusive=True)

    def _predict(self, instances: tuple[Any, ...]) -> None:
        from modelport import versions
        from modelport.platforms.session import open_session

        try:
            session = open_session(self._request.target, self._request.region_on_wire)
            with contextlib.closing(versions.connect(session)) as serving:
                predictions, seconds = versions.predict(serving, self._request.version_path, instances)
            self.post_message(self.Answered(tuple(predictions), seconds, None))
        except Exception as error:  # noqa: BLE001 the end of the thread: whatever it is has to be shown
            known = error if isinstance(error, ModelportError) else as_defect(error)
            self.post_message(self.Answered((), 0.0, known))

    def _tick(self) -> None:
        """Say how long an answer has been owed."""
        if self._asked and (silent := silence(self._asked)):
            self._show(plain(f"{silence_words(silent)}…", "$accent"))

    def _show(self, content: Content) -> None:
        self.query_one("#answer", Static).update(content)

    @on(Answered)
    def _answered(self, message: Answered) -> None:
        self._asked = None
        if message.error:
            text = " ".join(filter(None, [message.error.summary, message.error.why, message.error.fix]))
            content = plain(f"✗ {text}", "$text-error")
        else:
            times = self.trials.seconds
            times.append(message.seconds)
            latency = f"\n  {duration(message.seconds)} · p50 {duration(statistics.median(times))} of {len(times)}"
            content = line(("→ ", "$text-success"), _as_text(message.predictions), (latency, MUTED))
        self.trials.answer = content
        self._show(content)

    def action_show_run(self) -> None:
        """Show the run again."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the command that asks for a prediction."""
        self.notify(copy_text(self.app, copied_command(self._request, self._finished)), markup=False)

    def action_browse(self) -> None:
        """Look at the project's versions."""
        self.app.post_message(BrowseRequested(self._request.target))

    def action_another(self) -> None:
        """Start the wizard again."""
        self.app.post_message(AnotherRequested())

    def action_quit_wizard(self) -> None:
        """Leave."""
        self.app.exit()

    def action_help(self) -> None:
        """Explain the keys."""
        self.app.push_screen(HelpModal("Done", [], "done"))


class AnotherRequested(Message):
    """Somebody wants to deploy another model."""


def first_trials(finished: RunFinished, request: DeploymentRequest) -> Trials:
    """The request's own instances, and what the run itself was answered."""
    predictions = finished.predictions
    answer = Content("") if predictions is None else line(("→ ", "$text-success"), _as_text(predictions))
    return Trials(show(request.after.test_instances, Kind.JSON), answer)


def _as_text(predictions: tuple[Any, ...] | None) -> str:
    text = json.dumps(list(predictions or ()), ensure_ascii=False)
    return text if len(text) <= 2000 else text[:2000] + " …"
