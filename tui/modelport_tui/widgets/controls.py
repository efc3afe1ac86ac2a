"""One control per kind of field. A control shows a value and says what was typed or chosen; it decides nothing."""

from __future__ import annotations

import textwrap

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from modelport.wizard.fields import Choice, Field, Kind
from modelport.wizard.values import parse, show

from .pick import PickModal
from .safe_text import MUTED, line, plain


class Edited(Message):
    """Somebody typed or chose something for the field `key`."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__()
        self.key = key
        self.text = text


class Accepted(Message):
    """Somebody pressed Enter in a control."""


class BrowseRequested(Message):
    """Somebody wants to choose a path instead of typing it."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class Control(Widget):
    """What every control has: its field, and `show_value` for the draft's answer."""

    DEFAULT_CSS = "Control { height: auto; width: 1fr; }"

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def show_value(self, value: object, choices: tuple[Choice, ...]) -> None:
        """Show the answer in force, and what else can be chosen."""
        raise NotImplementedError

    def edited(self, text: str) -> None:
        """Tell the form."""
        self.post_message(Edited(self.field.key, text))


class TextControl(Control):
    """A line to type in; with choices or a path, the down arrow opens a list."""

    BINDINGS = [Binding("down", "choose", "choose", show=False)]

    def compose(self) -> ComposeResult:
        yield _Line(placeholder=self.field.placeholder, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        self._choices: tuple[Choice, ...] = ()

    def show_value(self, value: object, choices: tuple[Choice, ...]) -> None:
        self._choices = choices
        box = self.query_one(Input)
        if parse(self.field.kind, box.value) != value:
            with self.prevent(Input.Changed):
                box.value = show(value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.edited(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(Accepted())

    def action_choose(self) -> None:
        """Open the list of what is there, or the picker of files."""
        if self.field.kind is Kind.PATH:
            self.post_message(BrowseRequested(self.field.key))
        elif self._choices:
            self.app.push_screen(PickModal(self.field.label, self._choices), self._chosen)
        else:
            self.screen.focus_next()

    def _chosen(self, value: str | None) -> None:
        if value is not None:
            self.query_one(Input).value = value


class _Line(Input):
    """An input whose Enter is named in the footer."""

    BINDINGS = [Binding("enter", "submit", "next")]


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
        values = [choice.value for choice in self._choices]
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


class ChoiceList(Control):
    """All choices in sight: the highlighted one is the chosen one; with columns, a table."""

    DEFAULT_CSS = """
    ChoiceList OptionList { height: auto; max-height: 14; background: transparent; }
    """

    def compose(self) -> ComposeResult:
        if self.field.columns:
            yield Static(classes="columns", markup=False)
        yield _Options(compact=True, markup=False)

    def on_mount(self) -> None:
        self._choices: tuple[Choice, ...] = ()
        self._value = ""

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
            self.query_one(".columns", Static).update(plain("  " + _row(self.field.columns), MUTED))

    def _prompt(self, choice: Choice) -> Content:
        chosen = choice.value == self._value
        mark = ("● ", "$accent") if chosen else ("○ ", MUTED)
        if choice.cells:
            return line(mark, (_row((choice.label, *choice.cells)), "bold" if chosen else ""))
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


_WIDTHS = (17, 6, 9, 24, 10)


def _row(cells: tuple[str, ...]) -> str:
    return "".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=False)).rstrip()


def control_for(field: Field, choices: tuple[Choice, ...]) -> Control:
    """The control for a field's kind: few choices are all in sight, many are behind one line."""
    if field.kind is Kind.TABLE:
        return ChoiceList(field)
    if field.kind is Kind.SWITCH:
        return ChoiceLine(field)
    if field.kind is Kind.CHOICE:
        return ChoiceList(field) if any(c.note.endswith(".") for c in choices) else ChoiceLine(field)
    return TextControl(field)
