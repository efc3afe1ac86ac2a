"""A choice among few, or a table: all of it in sight."""

from __future__ import annotations

import textwrap

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from modelport.wizard.fields import Choice, Field
from modelport.wizard.values import show

from ..safe_text import MUTED, line, plain
from .base import Accepted, Control


class ChoiceList(Control):
    """All choices in sight: the highlighted one is the chosen one; with columns, a table."""

    DEFAULT_CSS = """
    ChoiceList OptionList { height: auto; max-height: 14; background: transparent; }
    """

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._choices: tuple[Choice, ...] = ()
        self._value = ""

    def compose(self) -> ComposeResult:
        if self.field.columns:
            yield Static(classes="columns", markup=False)
        yield _Options(compact=True, markup=False)

    def show_value(self, value: object, choices: tuple[Choice, ...]) -> None:
        if (show(value), choices) == (self._value, self._choices):
            return
        options, self._value = self.query_one(OptionList), show(value)
        with self.prevent(OptionList.OptionHighlighted):
            if choices != self._choices:
                self._choices = choices
                options.set_options([Option(self._prompt(choice)) for choice in choices])
            values = [choice.value for choice in choices]
            options.highlighted = values.index(self._value) if self._value in values else None
        self._redraw()

    def _redraw(self) -> None:
        options = self.query_one(OptionList)
        for index, choice in enumerate(self._choices):
            options.replace_option_prompt_at_index(index, self._prompt(choice))
        if self.field.columns:
            self.query_one(".columns", Static).update(plain("  " + _row(self.field.columns, self._room), MUTED))

    @property
    def _room(self) -> int:
        """Columns for a row beside its mark; any number will do before the first layout."""
        return (self.query_one(OptionList).scrollable_content_region.width or sum(_WIDTHS)) - _MARK

    def _prompt(self, choice: Choice) -> Content:
        chosen = choice.value == self._value
        mark = ("● ", "$accent") if chosen else ("○ ", MUTED)
        if choice.cells:
            return line(mark, (_row((choice.label, *choice.cells), self._room), "bold" if chosen else ""))
        note = textwrap.fill(choice.note, max(30, self.size.width - 6), initial_indent="  ", subsequent_indent="  ")
        return line(mark, (choice.label, "bold" if chosen else ""), (f"\n{note}" if choice.note else "", MUTED))

    def on_resize(self) -> None:
        """Fold the notes anew."""
        self._redraw()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        value = self._choices[event.option_index].value
        if value != self._value:
            self._value = value
            self._redraw()
            self.edited(value)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()


class _Options(OptionList):
    """An option list whose Enter accepts the step."""

    BINDINGS = [
        Binding("enter", "accept_step", "next"),
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]

    def action_accept_step(self) -> None:
        """Accept the whole step."""
        self.post_message(Accepted())


_WIDTHS = (17, 6, 9, 10, 40)
_MARK = 2


def _row(cells: tuple[str, ...], room: int) -> str:
    """One line of a table, cut where there is no room for all of it."""
    text = "".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=False)).rstrip()
    return text if len(text) <= room else text[: room - 1] + "…"
