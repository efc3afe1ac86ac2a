"""Trying the model on this machine, before anything is deployed: instances in, predictions out."""

from __future__ import annotations

import json
import threading
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from modelport.errors import ModelportError, UsageError
from modelport.instances import typed_instances
from modelport.local_predict import LocalPrediction
from modelport.wizard.draft import Draft
from modelport.wizard.trying import sample_text, try_model

from ..background import in_thread
from ..widgets.modal import Modal
from ..widgets.safe_text import MUTED, line, plain

MOST_CHARACTERS = 2000


class TrialModal(Modal[None]):
    """Asks for instances and shows what the model says; closing it ends a prediction that is under way."""

    BINDINGS = [Binding("escape", "dismiss(None)", "close")]
    DEFAULT_CSS = """
    TrialModal { align: center middle; }
    TrialModal > VerticalScroll {
        width: 90%; max-width: 100; height: auto; max-height: 90%;
        background: $surface; border: round $primary; padding: 0 1;
    }
    TrialModal Static { height: auto; }
    TrialModal #trial-answer { margin: 1 0; }
    """

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._stop = threading.Event()

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_title = "Try it here"
            box.border_subtitle = "enter predict   esc close"
            yield Static(plain(self._draft.text("artifact.source"), "bold"), markup=False)
            yield Static(
                plain("Predicts on this machine, in a process of its own. Nothing is uploaded or deployed.", MUTED),
                markup=False,
            )
            yield Static("\nInstances as JSON:", markup=False)
            yield Input(sample_text(self._draft), placeholder="[[5.1, 3.5, 1.4, 0.2]]", compact=True)
            yield Static(id="trial-answer", markup=False)

    def on_unmount(self) -> None:
        """End what nobody waits for any more."""
        self._stop.set()

    @on(Input.Submitted)
    def _predict(self, event: Input.Submitted) -> None:
        try:
            instances = typed_instances(event.value)
        except UsageError as error:
            self._show(_explained(error))
            return
        self._stop.set()
        self._stop = threading.Event()
        self._show(plain("Loading the model…", "$accent"))
        work = partial(try_model, self._draft, instances, self._stop)
        in_thread(self, work, self._predicted, self._failed, "trial")

    def _predicted(self, answer: LocalPrediction) -> None:
        self._show(_predicted(answer))

    def _failed(self, error: ModelportError) -> None:
        self._show(_explained(error))

    def _show(self, content: Content) -> None:
        self.query_one("#trial-answer", Static).update(content)


def _predicted(answer: LocalPrediction) -> Content:
    """The predictions, with what differs from where they would be served."""
    text = json.dumps(answer.predictions, ensure_ascii=False)
    shown = text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} …"
    warnings = [(f"\n▲ {warning}", "$text-warning") for warning in answer.warnings]
    return line(("→ ", "$text-success"), shown, *warnings)


def _explained(error: ModelportError) -> Content:
    """What happened, why, and what to do next."""
    why = f"\n  {error.why}" if error.why else ""
    return line((f"✗ {error.summary}", "$text-error"), why, (f"\n  → {error.fix}" if error.fix else "", MUTED))
