"""What the screens over the versions share: one table, live, and a line for what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Generic

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Footer, Input, Static

from modelport.errors import ModelportError
from modelport.inventory.filter import Filter

from ..widgets.safe_text import plain
from .asked_input import AskedInput
from .command_table import Typed
from .commanding import CommandScreen
from .listing import counted, pace, why_none
from .palette import CommandTyped
from .row_table import SHOWN, Row, RowTable
from .source import Source
from .still import Still
from .watching import Looking


class TableScreen(CommandScreen, Generic[Row]):
    """A table over the versions, whose source it shares; `NOUN` is what a row is."""

    NOUN = ""
    DEFAULT_CSS = """
    TableScreen #title { height: 1; background: $surface; }
    TableScreen #finding { height: 1; }
    TableScreen #filter { width: 1fr; }
    TableScreen #count { width: auto; padding: 0 1; color: $text-muted; }
    TableScreen #empty { height: 1fr; padding: 1 2; color: $text-muted; }
    TableScreen #notice { height: auto; max-height: 4; padding: 0 1; }
    """

    def __init__(self, source: Source, look: Looking[Message], table: RowTable[Row], kind: Filter[Row]) -> None:
        super().__init__(source, look)
        self.table, self._kind = table, kind
        self._is_complete = False
        self._rows: Sequence[Row] = ()
        self._hidden = 0

    def compose(self) -> ComposeResult:
        yield Still(id="title")
        with Horizontal(id="finding"):
            yield AskedInput(id="filter", placeholder="words, !not, field:value", compact=True, select_on_focus=False)
            yield Still(id="count")
        yield self.table
        yield Still(id="empty")
        yield Still(id="notice")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to look."""
        self._show_filter(False)
        self.draw()
        self.begin()

    def on_resize(self) -> None:
        """Draw the title anew."""
        self.draw()

    def show_state(
        self,
        rows: Sequence[Row],
        failures: Mapping[str, ModelportError],
        last_seen: Mapping[str, datetime],
        is_complete: bool,
    ) -> None:
        """Show what was seen; an endpoint that failed is named."""
        self._rows, self._is_complete = rows, is_complete
        self.say_failures(failures, last_seen)
        self.draw()
        self.table.is_settled = is_complete

    def draw(self) -> None:
        """The rows, or why there are none."""
        count, typed = len(self._rows), self.query_one("#filter", Input).value
        rows = self._kind.fitting(self._rows, typed)
        self.table.silent = self.silent
        self.table.show_rows(rows, self._source.now())
        self.show_table(self.table, bool(rows))
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        nothing = f"There is no {self.NOUN} in this project."
        if self._rows:
            empty.update(plain(why_none(self._kind, typed, self.NOUN)))
        else:
            empty.update(plain(self.why_empty(self.NOUN, self._is_complete, nothing)))
        self.query_one("#count", Static).update(f"{len(rows)} of {count} shown")
        self._hidden = max(0, len(rows) - SHOWN)
        self.draw_title()

    def draw_title(self) -> None:
        """How much there is, and how old it is."""
        more = f", {self._hidden} not shown" if self._hidden else ""
        self.show_title(counted(len(self._rows), self.NOUN) + more, pace(self.age, self._is_complete))

    def action_filter(self) -> None:
        """Type what to look for."""
        self._show_filter(True)
        self.query_one("#filter", AskedInput).ask()  # at once: what is typed behind the key belongs to it

    def _show_filter(self, is_shown: bool) -> None:
        self.query_one("#finding").display = is_shown

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self.draw()

    @on(Input.Submitted, "#filter")
    def _keep_filter(self, event: Input.Submitted) -> None:
        self._show_filter(bool(event.value))
        self.set_focus(self.table)

    def action_leave_table(self) -> None:
        """Out of the filter, then back to the versions."""
        box = self.query_one("#filter", Input)
        if self.focused is box or box.value:
            box.value = ""
            self._show_filter(False)
            self.set_focus(self.table)
        else:
            self.dismiss(None)

    def show(self, what: str, argument: str = "") -> None:
        """Anything else is shown by the versions below."""
        if what != self.PLACE:
            self.app.screen_stack[-2].post_message(CommandTyped(Typed(what, argument)))
            self.dismiss(None)
