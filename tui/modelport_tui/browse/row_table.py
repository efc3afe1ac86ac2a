"""A table that keeps the cursor on its row over every refresh."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from rich.text import Text
from textual.widgets import DataTable

from ..visible import visible
from .moving import MOVES

SHOWN = 500
"""More rows keep a DataTable busy for seconds."""
WIDEST = 60


class Keyed(Protocol):
    """What a row needs: a key that is stable over refreshes."""

    @property
    def key(self) -> str: ...


Row = TypeVar("Row", bound=Keyed)


class RowTable(DataTable[Text], Generic[Row]):
    """Draws rows in the order given; which cells a row has is said by the kind of table."""

    BINDINGS = MOVES
    HEADS: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__(cursor_type="row")
        self._rows: dict[str, Row] = {}
        self._cells: dict[str, list[Text]] = {}

    def cells(self, row: Row, now: datetime) -> list[Text]:
        """One text per head."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """The head of the table."""
        for head in self.HEADS:
            self.add_column(head, key=head)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        if not self.row_count:
            return None
        return self._rows.get(self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value or "")

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows from the top."""
        return tuple(self._rows.values())

    def show_rows(self, rows: Sequence[Row], now: datetime) -> None:
        """Show the first 500; nothing is drawn where nothing changed."""
        first = {row.key: row for row in rows[:SHOWN]}
        cells = {key: self.cells(row, now) for key, row in first.items()}
        if cells == self._cells and list(cells) == list(self._cells):
            self._rows = first
            return
        current, place, (left, top) = self.current, self.cursor_row, self.scroll_offset
        self.clear()
        for key, texts in cells.items():
            self.add_row(*texts, key=key)
        self._rows, self._cells = first, cells
        if first:
            keys = list(first)
            now_at = keys.index(current.key) if current and current.key in first else min(place, len(keys) - 1)
            self.move_cursor(row=max(0, now_at), animate=False)
            self.call_after_refresh(self.scroll_to, left, max(0, top + now_at - place), animate=False)


def cell(text: str) -> Text:
    """A text on one line, cut where it is long."""
    shown = visible(text).replace("\n", " ")
    return Text(shown if len(shown) <= WIDEST else shown[: WIDEST - 1] + "…", no_wrap=True)
