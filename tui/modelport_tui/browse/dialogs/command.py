"""The command line: `:` opens it, enter runs what is typed."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from ...widgets.safe_text import MUTED, line
from ..command_table import COMMANDS, EVERY_ENDPOINT, Typed, completions, understood
from .box import Dialog


class CommandDialog(Dialog[Typed]):
    """Gives a command that is understood."""

    TITLE_TEXT = "Command"
    HINT = "→ complete   enter run   esc close"

    def __init__(self, typed: str = "", known: tuple[str, ...] = EVERY_ENDPOINT) -> None:
        super().__init__("What to look at")
        self._typed, self._known = typed, known

    def fields(self) -> ComposeResult:
        """The line, and every command that begins like it, or all of them."""
        with Horizontal(classes="row"):
            yield Static(":", classes="label", markup=False)
            yield Input(self._typed, id="typed", compact=True, select_on_focus=False, placeholder="op",
                        suggester=SuggestFromList(completions(self._known)))  # fmt: skip
        yield Static(id="commands", markup=False)

    def on_mount(self) -> None:
        """Ready to type."""
        box = self.query_one(Input)
        self.set_focus(box)  # at once: what is typed behind the key belongs to it
        box.cursor_position = len(self._typed)
        self._edited()

    @on(Input.Changed)
    def _edited(self) -> None:
        word = self.query_one(Input).value.strip().removeprefix(":").partition(" ")[0]
        fitting = [each for each in COMMANDS if each.name.startswith(word) or each.alias.startswith(word)]
        rows = [part for each in fitting or COMMANDS for part in (f"{each.usage:<32}", (f"{each.help}\n", MUTED))]
        self.query_one("#commands", Static).update(line(*rows))
        self.show_problem("")

    @on(Input.Submitted)
    def _run(self) -> None:
        typed = understood(self.query_one(Input).value, self._known)
        if isinstance(typed, str):
            self.show_problem(typed)
        else:
            self.dismiss(typed)
