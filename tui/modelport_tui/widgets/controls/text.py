"""A line to type in."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from modelport.wizard.fields import Choice, Field, Kind
from modelport.wizard.values import parse, show

from ..pick import PickModal
from .base import Accepted, BrowseRequested, Control


class TextControl(Control):
    """A line to type in; with choices or a path, the down arrow opens a list."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._choices: tuple[Choice, ...] = ()
        self._text = ""

    def compose(self) -> ComposeResult:
        yield _Line(self)

    def show_value(self, value: object, choices: tuple[Choice, ...]) -> None:
        """Typing is faster than lookups: as long as an edit is on its way, the draft's answer is an older one."""
        self._choices = choices
        box = self.query_one(Input)
        if self.on_its_way or box.value != self._text:
            return
        if parse(self.field.kind, box.value) != value:
            with self.prevent(Input.Changed):
                box.value = self._text = show(value, self.field.kind)
            self.call_after_refresh(self._show_end)

    def on_resize(self) -> None:
        """Keep the end of a path in sight."""
        self._show_end()

    def _show_end(self) -> None:
        """What tells paths apart stands at their end."""
        if self.field.kind is Kind.PATH:
            box = self.query_one(Input)
            box.cursor_position = len(box.value)
            box.scroll_to(x=box.virtual_size.width, animate=False)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._text = event.value
        self.edited(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(Accepted())

    @property
    def has_list(self) -> bool:
        """Only a path and a field with choices have a list."""
        return self.field.kind is Kind.PATH or bool(self._choices)

    def open_list(self) -> None:
        """Open the list of what is there, or the picker of files."""
        if self.field.kind is Kind.PATH:
            self.post_message(BrowseRequested(self.field.key))
        else:
            self.app.push_screen(PickModal(self.field.label, self._choices), self._chosen)

    def _chosen(self, value: str | None) -> None:
        if value is not None:
            self.query_one(Input).value = value


class _Line(Input):
    """An input whose keys are named in the footer."""

    BINDINGS = [Binding("enter", "submit", "next"), Binding("down", "choose", "list")]

    def __init__(self, control: TextControl) -> None:
        super().__init__(placeholder=control.field.placeholder, compact=True, select_on_focus=False)
        self._control = control

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """The list is offered where there is one."""
        return action != "choose" or self._control.has_list

    def action_choose(self) -> None:
        """Choose instead of typing."""
        self._control.open_list()
