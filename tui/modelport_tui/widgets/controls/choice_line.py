"""A choice among many, on one line."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content

from modelport.wizard.fields import Choice, Field
from modelport.wizard.values import show

from ..pick import PickModal
from ..safe_text import MUTED, line
from .base import Accepted, Control


class ChoiceLine(Control, can_focus=True):
    """One line that shows the choice; ←/→ change it, space or a letter opens the whole list."""

    BINDINGS = [
        Binding("enter", "accept", "next"),
        Binding("left,minus", "step(-1)", "previous", show=False),
        Binding("right,plus", "step(1)", "next", show=False),
        Binding("space,down", "choose", "list", show=False),
    ]
    DEFAULT_CSS = """
    ChoiceLine { height: 1; }
    ChoiceLine:focus { background: $primary 30%; }
    """

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._value = ""
        self._choices: tuple[Choice, ...] = ()

    def show_value(self, value: object, choices: tuple[Choice, ...]) -> None:
        self._value, self._choices = show(value), choices or _YES_NO
        self.refresh()

    def render(self) -> Content:
        chosen = next((choice for choice in self._choices if choice.value == self._value), None)
        label, note = (chosen.label, chosen.note) if chosen else (self._value or "none", "")
        mark = "‹ › " if self.has_focus and len(self._choices) > 1 else ""
        return line(label, (f"  {note}" if note else "", MUTED), (f"  {mark}", "$accent"))

    def action_accept(self) -> None:
        """Accept the whole step."""
        self.post_message(Accepted())

    def action_step(self, direction: int) -> None:
        """Take the choice before or after."""
        values = [choice.value for choice in self._choices if not choice.unavailable]
        if values:
            place = values.index(self._value) + direction if self._value in values else 0
            self.edited(values[place % len(values)])

    def action_choose(self) -> None:
        """Open the list; a yes or no just changes."""
        if len(self._choices) <= 2:
            self.action_step(1)
        else:
            self.app.push_screen(PickModal(self.field.label, self._choices, self._value), self._chosen)

    def on_click(self) -> None:
        self.action_choose()

    def on_key(self, event: events.Key) -> None:
        """A letter opens the list with that letter as its filter."""
        if event.character and event.character.isalnum() and len(self._choices) > 2:
            event.stop()
            modal = PickModal(self.field.label, self._choices, self._value, typed=event.character)
            self.app.push_screen(modal, self._chosen)

    def _chosen(self, value: str | None) -> None:
        if value is not None:
            self.edited(value)


_YES_NO = (Choice("yes", "yes"), Choice("no", "no"))
