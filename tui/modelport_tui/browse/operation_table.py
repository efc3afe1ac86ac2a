"""The table of operations: the cursor stays on its row over every refresh."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text
from textual.widgets import DataTable

from modelport.inventory.columns import ago
from modelport.inventory.operation_rows import OperationRow

from ..visible import visible
from ..widgets.states import Mark, mark

SHOWN = 500
"""More rows keep a DataTable busy for seconds."""
WIDEST = 60
HEADS = ("KIND", "MODEL / VERSION", "STATE", "STARTED", "ERROR", "REGION", "NAME")
_MARKS = {
    "RUNNING": Mark("◌", "cyan"),
    "CANCELLING": Mark("◌", "yellow"),
    "CANCELLED": Mark("■", "yellow"),
    "DONE": Mark("✓", "green"),
}


def mark_of(row: OperationRow) -> Mark:
    """The mark of an operation's state."""
    return _MARKS.get(row.state) or mark(row.state)


class OperationTable(DataTable[Text]):
    """Draws rows in the order given."""

    def __init__(self) -> None:
        super().__init__(id="operations", cursor_type="row")
        self._rows: dict[str, OperationRow] = {}
        self._cells: dict[str, list[Text]] = {}

    def on_mount(self) -> None:
        """The head of the table."""
        for head in HEADS:
            self.add_column(head, key=head)

    @property
    def current(self) -> OperationRow | None:
        """The row under the cursor."""
        if not self.row_count:
            return None
        return self._rows.get(self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value or "")

    @property
    def shown(self) -> tuple[OperationRow, ...]:
        """The rows from the top."""
        return tuple(self._rows.values())

    def show_rows(self, rows: Sequence[OperationRow], now: datetime) -> None:
        """Show the first 500; nothing is drawn where nothing changed."""
        first = {row.key: row for row in rows[:SHOWN]}
        cells = {key: _cells(row, now) for key, row in first.items()}
        if cells == self._cells and list(cells) == list(self._cells):
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


def _cells(row: OperationRow, now: datetime) -> list[Text]:
    state = mark_of(row)
    texts = (
        row.kind,
        row.subject,
        f"{state.glyph} {row.state}",
        ago(row.started, now),
        row.error,
        row.region,
        row.name,
    )
    cells = [Text(_short(text), no_wrap=True) for text in texts]
    cells[2].stylize(state.style)
    return cells


def _short(text: str) -> str:
    shown = visible(text).replace("\n", " ")
    return shown if len(shown) <= WIDEST else shown[: WIDEST - 1] + "…"
