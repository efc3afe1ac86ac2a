"""What the screens over the versions share: one table, live, and a line for what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Footer, Static

from modelport.errors import ModelportError

from ..diagnostics import error_lines
from ..widgets.safe_text import plain
from .command_table import Typed
from .commanding import CommandScreen
from .failing import failure_lines
from .palette import CommandTyped
from .row_table import SHOWN, Row, RowTable
from .source import Source
from .title import title
from .watching import Blind, Looking

AGES_SECONDS = 5.0


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
        self._seconds: float | None = None
        self._failures = ""
        self._rows: Sequence[Row] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield self.table
        yield Static(id="empty", markup=False)
        yield Static(id="notice", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to look."""
        self._draw()
        self._watching.start()
        self.set_interval(AGES_SECONDS, self._draw)

    def on_resize(self) -> None:
        """Draw the title anew."""
        self._draw()

    def show_state(self, rows: Sequence[Row], failures: Mapping[str, ModelportError], seconds: float) -> None:
        """Show what was seen in so many seconds; an endpoint that failed is named."""
        self._rows, self._seconds = rows, seconds
        self._draw()
        if (found := failure_lines(failures)) != self._failures:
            self._failures = found
            self.notice(found, "$text-warning")

    def notice(self, text: str, style: str = "") -> None:
        """Say what happened."""
        self.query_one("#notice", Static).update(plain(text, style))

    def failed(self, error: ModelportError) -> None:
        """Say why it did not happen."""
        self.notice("\n".join(error_lines(error)), "$text-error")

    @on(Blind)
    def _blind(self, message: Blind) -> None:
        self.failed(message.error)

    def _draw(self) -> None:
        count = len(self._rows)
        self.table.show_rows(self._rows, self._source.now())
        self.table.display = bool(count)
        empty = self.query_one("#empty", Static)
        empty.display = not count
        is_seen = self._seconds is not None
        empty.update(plain(f"There is no {self.NOUN} in this project." if is_seen else "Looking at every endpoint…"))
        counted = f"{count} {self.NOUN}{'' if count == 1 else 's'}"
        more = f", {count - SHOWN} not shown" if count > SHOWN else ""
        time = f"  ⟳ {self._seconds:.1f} s" if self._seconds is not None else ""
        self.query_one("#title", Static).update(title(self._source, counted + more + time, self.size.width))

    def action_refresh(self) -> None:
        """Look again now; a failure that is still there is said anew."""
        self.notice("")
        self._failures = ""
        self._watching.look_now()

    def action_leave_table(self) -> None:
        """Back to the versions."""
        self.dismiss(None)

    def show(self, what: str, argument: str = "") -> None:
        """Anything else is shown by the versions below."""
        if what != self.PLACE:
            self.app.screen_stack[-2].post_message(CommandTyped(Typed(what, argument)))
            self.dismiss(None)
