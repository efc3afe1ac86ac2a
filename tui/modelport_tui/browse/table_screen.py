"""What the screens over the versions share: one table, live, and a line for what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic

from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Footer, Static

from modelport.errors import ModelportError

from ..widgets.safe_text import plain
from .command_table import Typed
from .commanding import AGES_SECONDS, CommandScreen
from .listing import counted, pace
from .palette import CommandTyped
from .row_table import SHOWN, Row, RowTable
from .source import Source
from .watching import Looking


class TableScreen(CommandScreen, Generic[Row]):
    """A table over the versions, whose source it shares; `NOUN` is what a row is."""

    NOUN = ""
    DEFAULT_CSS = """
    TableScreen #title { height: 1; background: $surface; }
    TableScreen #empty { height: 1fr; padding: 1 2; color: $text-muted; }
    TableScreen #notice { height: auto; max-height: 4; padding: 0 1; }
    """

    def __init__(self, source: Source, look: Looking[Message], table: RowTable[Row]) -> None:
        super().__init__(source, look)
        self.table = table
        self._is_complete = False
        self._rows: Sequence[Row] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield self.table
        yield Static(id="empty", markup=False)
        yield Static(id="notice", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to look."""
        self.draw()
        self._watching.start()
        self.set_interval(AGES_SECONDS, self.draw)

    def on_resize(self) -> None:
        """Draw the title anew."""
        self.draw()

    def show_state(self, rows: Sequence[Row], failures: Mapping[str, ModelportError], is_complete: bool = True) -> None:
        """Show what was seen; an endpoint that failed is named."""
        self._rows, self._is_complete = rows, is_complete
        self.say_failures(failures)
        self.draw()
        self.table.is_settled = is_complete

    def draw(self) -> None:
        """The rows, or why there are none."""
        count = len(self._rows)
        self.table.show_rows(self._rows, self._source.now())
        self.table.display = bool(count)
        empty = self.query_one("#empty", Static)
        empty.display = not count
        nothing = f"There is no {self.NOUN} in this project."
        empty.update(plain(self.why_empty(self.NOUN, self._is_complete, nothing)))
        more = f", {count - SHOWN} not shown" if count > SHOWN else ""
        self.show_title(counted(count, self.NOUN) + more, pace(self.age, self._is_complete))

    def action_leave_table(self) -> None:
        """Back to the versions."""
        self.dismiss(None)

    def show(self, what: str, argument: str = "") -> None:
        """Anything else is shown by the versions below."""
        if what != self.PLACE:
            self.app.screen_stack[-2].post_message(CommandTyped(Typed(what, argument)))
            self.dismiss(None)
