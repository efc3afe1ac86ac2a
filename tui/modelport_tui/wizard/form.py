"""A step as a form: for each field a label, a control, where the answer came from, and what is wrong with it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from modelport.preflight import Finding, Severity
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Field, Step

from ..widgets.controls import ChoiceList, Control, control_for
from ..widgets.safe_text import MUTED, line, plain
from .cost import cost_line

MARKS = {
    Severity.ERROR: ("✗", "$text-error"),
    Severity.WARNING: ("▲", "$text-warning"),
    Severity.INFO: ("ℹ", MUTED),
}


class FieldRow(Widget):
    """One field of a form."""

    def __init__(self, field: Field, draft: Draft) -> None:
        self.field = field
        self.control: Control = control_for(field, draft.choices(field.key))
        super().__init__(classes="tall" if isinstance(self.control, ChoiceList) else "")

    def compose(self) -> ComposeResult:
        label = Static(plain(self.field.label), classes="label", markup=False)
        source, reason = Static(classes="source", markup=False), Static(classes="reason", markup=False)
        is_tall = self.has_class("tall")
        # Below a list of choices, the reason would seem to be that of the last one.
        yield Horizontal(label, reason if is_tall else self.control, source, classes="answer")
        yield self.control if is_tall else reason
        yield Static(classes="findings", markup=False)

    def show_draft(self, draft: Draft, findings: tuple[Finding, ...]) -> None:
        """Show the answer in force and its findings; hide the field where it makes no sense."""
        self.display = draft.applies(self.field.key)
        if not self.display:
            return
        answer = draft.answer(self.field.key)
        self.control.show_value(answer.value, draft.choices(self.field.key))
        empty = answer.value in ("", (), {})
        self.query_one(".source", Static).update(plain("" if empty else answer.source.value))
        self._show("reason", plain(answer.reason))
        self._show("findings", line(*_finding_parts(findings)))

    def _show(self, name: str, content: object) -> None:
        static = self.query_one(f".{name}", Static)
        static.display = bool(str(content))
        static.update(content)  # type: ignore[arg-type]


def _finding_parts(findings: tuple[Finding, ...]) -> list[tuple[object, str]]:
    parts: list[tuple[object, str]] = []
    for finding in findings:
        mark, style = MARKS[finding.severity]
        start = "\n" if parts else ""
        parts += [(f"{start}{mark} {finding.severity.value}  {finding.message}", style)]
        parts += [(f"\n  → {finding.fix}", MUTED)] if finding.fix else []
        parts += [("  ^f does it", "$accent")] if finding.apply else []
    return parts


class StepForm(VerticalScroll, can_focus=False):
    """The fields of one step."""

    def __init__(self, step: Step, draft: Draft) -> None:
        super().__init__(id=f"step-{step.id}")
        self.step = step
        self._draft = draft

    def compose(self) -> ComposeResult:
        yield Static(line((self.step.title, "bold"), ("  " + self.step.intro, MUTED)), classes="intro")
        for field in self.step.fields:
            yield FieldRow(field, self._draft)
        if self.step.shows_cost:
            yield Static(classes="cost", markup=False)

    def show_draft(self, draft: Draft, findings: tuple[Finding, ...]) -> None:
        """Show the draft in every field."""
        for row in self.query(FieldRow):
            row.show_draft(draft, tuple(f for f in findings if f.field == row.field.key))
        for static in self.query(".cost").results(Static):
            static.update(plain(cost_line(draft)))

    def controls(self) -> list[Widget]:
        """What can have the focus, from top to bottom."""
        return [w for row in self.query(FieldRow) if row.display for w in _focusable(row)]

    def focus_first(self, key: str = "") -> None:
        """Put the focus on the field `key`, or on the first one, and have it in sight."""
        rows = [row for row in self.query(FieldRow) if row.display]
        wanted = [row for row in rows if row.field.key == key] or rows
        if wanted is rows:
            self.scroll_home(animate=False)
        if wanted and (targets := _focusable(wanted[0])):
            targets[0].focus()

    def focused_field(self) -> Field | None:
        """The field whose control has the focus."""
        focused = self.screen.focused
        rows = (row for row in self.query(FieldRow) if focused and row in focused.ancestors_with_self)
        return next((row.field for row in rows), None)


def _focusable(row: FieldRow) -> list[Widget]:
    control = row.control
    if not isinstance(control, ChoiceList) and control.can_focus:
        return [control]
    return [widget for widget in control.query("*") if widget.can_focus]
