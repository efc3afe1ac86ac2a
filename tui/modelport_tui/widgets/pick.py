"""Choosing one of many: type to filter, Enter takes it, Escape keeps what was there."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from modelport.wizard.fields import Choice

from .modal import Modal
from .safe_text import MUTED, line, plain

SHOWN = 500


class PickModal(Modal[str]):
    """A list with a filter; gives the chosen value, or None."""

    BINDINGS = [
        Binding("escape", "dismiss(None)", "keep"),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(8)", show=False, priority=True),
        Binding("pageup", "move(-8)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    PickModal { align: center middle; }
    PickModal > Vertical {
        width: 64; max-width: 95%; height: auto; max-height: 90%;
        background: $surface; border: round $primary; padding: 0 1;
    }
    PickModal OptionList { height: auto; max-height: 14; background: transparent; }
    PickModal .rest { color: $text-muted; height: auto; }
    """

    def __init__(self, title: str, choices: tuple[Choice, ...], value: str = "", typed: str = "") -> None:
        super().__init__()
        self._title, self._choices, self._value, self._typed = title, choices, value, typed
        self._found: list[Choice] = []

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = self._title
            box.border_subtitle = "enter take   esc keep"
            yield Input(value=self._typed, placeholder="type to filter", compact=True, select_on_focus=False)
            yield OptionList(compact=True, markup=False)
            yield Static(classes="rest", markup=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).cursor_position = len(self._typed)
        self._filter(self._typed)

    @on(Input.Changed)
    def _typed_more(self, event: Input.Changed) -> None:
        self._filter(event.value)

    def _filter(self, text: str) -> None:
        words = text.lower().split()
        hits = [c for c in self._choices if all(word in f"{c.label} {c.note}".lower() for word in words)]
        self._found = hits[:SHOWN]
        options = self.query_one(OptionList)
        options.set_options([Option(_row(choice)) for choice in self._found])
        values = [choice.value for choice in self._found]
        options.highlighted = values.index(self._value) if self._value in values else (0 if values else None)
        rest = len(hits) - len(self._found)
        note = f"{rest} more: type to narrow" if rest else ("" if hits else "nothing matches")
        self.query_one(".rest", Static).update(plain(note))

    def action_move(self, by: int) -> None:
        """Move the highlight."""
        options = self.query_one(OptionList)
        if self._found:
            options.highlighted = max(0, min(len(self._found) - 1, (options.highlighted or 0) + by))

    @on(Input.Submitted)
    def _take(self) -> None:
        place = self.query_one(OptionList).highlighted
        if place is not None and self._found:
            self._choose(self._found[place])

    @on(OptionList.OptionSelected)
    def _click(self, event: OptionList.OptionSelected) -> None:
        self._choose(self._found[event.option_index])

    def _choose(self, choice: Choice) -> None:
        if choice.unavailable:
            self.query_one(".rest", Static).update(plain(f"{choice.label} can't be chosen: {choice.unavailable}."))
        else:
            self.dismiss(choice.value)


def _row(choice: Choice) -> Content:
    return line((choice.label, MUTED if choice.unavailable else ""), (f"  {choice.unavailable or choice.note}", MUTED))
