"""The last step: every answer with its source, what it would cost, and what happens after."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from modelport.preflight import Finding, Severity
from modelport.wizard.draft import Draft
from modelport.wizard.steps import STEPS

from ..visible import visible
from ..widgets.safe_text import MUTED, line
from .form import MARKS, FieldRow, StepForm


class ReviewForm(StepForm):
    """The review: a list of answers, each of which can be jumped to, above the step's own fields."""

    class JumpRequested(Message):
        """Somebody wants to change the answer of `key`."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def compose(self) -> ComposeResult:
        yield Static(line((self.step.title, "bold"), ("  " + self.step.intro, MUTED)), classes="intro")
        with Vertical(id="after"):
            for field in self.step.fields:
                yield FieldRow(field, self._draft)
        yield Static(classes="cost", markup=False)
        yield Static("All answers: tab, then enter to change one", classes="list-title", markup=False)
        yield _Answers(id="answers", compact=True, markup=False)

    def show_draft(self, draft: Draft, findings: tuple[Finding, ...]) -> None:
        """Show every answer that is in force."""
        super().show_draft(draft, findings)
        answers = self.query_one("#answers", OptionList)
        place = answers.highlighted
        answers.set_options(_rows(draft, findings))
        answers.highlighted = place or 0

    def controls(self) -> list[Widget]:
        """The step's own fields, then the list."""
        return [*super().controls(), self.query_one("#answers")]

    @on(OptionList.OptionSelected)
    def _jump(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.post_message(self.JumpRequested(event.option_id.replace("/", ".")))


class _Answers(OptionList):
    BINDINGS = [Binding("enter", "select", "change this", show=True)]


def _rows(draft: Draft, findings: tuple[Finding, ...]) -> list[Option]:
    marks = {finding.field: MARKS[finding.severity] for finding in findings if finding.severity is not Severity.INFO}
    rows = []
    for step in STEPS[:-1]:
        for field in (field for field in step.fields if draft.applies(field.key)):
            answer = draft.answer(field.key)
            text = visible(draft.label(field.key))
            mark, style = marks.get(field.key, (" ", ""))
            reason = f"{answer.source.value}" + (f": {answer.reason}" if answer.reason else "")
            row = line(
                (f"{mark} ", style),
                (field.label.ljust(17), MUTED),
                ((text or "–").ljust(24) + " ", "bold" if text else ""),
                (reason if text else "", MUTED),
            )
            rows.append(Option(row, id=field.key.replace(".", "/")))
    return rows
