"""The table of versions: at most 500 rows; cursor, scroll position, filter and sort survive every refresh."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.text import Text
from textual.widgets import DataTable
from textual.widgets.data_table import Column, ColumnKey

from modelport.inventory.rows import VersionRow

from .cells import SHOWN as COLUMNS
from .cells import Cell, cells
from .moving import MOVES

SHOWN = 500
"""More rows keep a DataTable busy for seconds."""


class VersionTable(DataTable[Cell]):
    """Draws rows; which ones and in which order is decided elsewhere."""

    BINDINGS = MOVES

    def __init__(self) -> None:
        super().__init__(id="versions", cursor_type="row", fixed_columns=1, zebra_stripes=False)
        self._rows: dict[str, VersionRow] = {}
        self._cells: dict[str, list[Cell]] = {}
        self._order = ("", False)
        self.is_settled = False
        """Whether a cursor on the first row is there for that row's sake, and not because it began there."""
        self._is_head_new = False

    def on_mount(self) -> None:
        """The head of the table."""
        self._set_columns()

    @property
    def current(self) -> VersionRow | None:
        """The row under the cursor."""
        if not self.row_count:
            return None
        key = self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value
        return self._rows.get(key or "")

    @property
    def shown(self) -> tuple[VersionRow, ...]:
        """The rows in sight or reachable by scrolling, from the top."""
        return tuple(self._rows.values())

    def has(self, key: str) -> bool:
        """Whether a row can be reached."""
        return key in self._rows

    def go_to(self, key: str) -> None:
        """Move the cursor to a row."""
        self.move_cursor(row=self.get_row_index(key), animate=False)

    def show_order(self, key: str, is_reversed: bool) -> None:
        """Mark the column that the rows are sorted by."""
        if (key, is_reversed) != self._order:
            self._order = (key, is_reversed)
            for column in COLUMNS:
                head = self._head(column.key)
                head.label = self._title(column.key, column.title)
                head.content_width = head.label.cell_len
            self._is_head_new = True

    def show_rows(self, rows: Sequence[VersionRow], marked: Sequence[str], now: datetime) -> None:
        """Show the first 500; only changed cells are drawn anew where the rows are the same as before."""
        first = {row.key: row for row in rows[:SHOWN]}
        drawn = {key: cells(row, now, key in marked) for key, row in first.items()}
        is_as_wide = self._widen(drawn.values())
        if is_as_wide and list(first) == list(self._rows) and not self._is_head_new:
            self._update(drawn)
        else:
            self._fill(drawn, list(first))
            self._is_head_new = False
        self._rows, self._cells = first, drawn

    def _widen(self, drawn: Iterable[list[Cell]]) -> bool:
        """Each column as wide as its widest cell so far; gives whether all of them were so already."""
        before = [column.content_width for column in self.columns.values()]
        for column, found in zip(COLUMNS, zip(*drawn, strict=True), strict=False):
            head = self._head(column.key)
            head.content_width = max(head.content_width, *(cell.width for cell in found))
        return before == [column.content_width for column in self.columns.values()]

    def _head(self, name: str) -> Column:
        return self.columns[ColumnKey(name)]

    def _set_columns(self) -> None:
        for column in COLUMNS:
            self.add_column(self._title(column.key, column.title), key=column.key)

    def _title(self, key: str, title: str) -> Text:
        sorted_by, is_reversed = self._order
        arrow = (" ▼" if is_reversed else " ▲") if key == sorted_by else ""
        return Text(("  " if key == "model" else "") + title.upper() + arrow, no_wrap=True)

    def _update(self, drawn: dict[str, list[Cell]]) -> None:
        for key, row in drawn.items():
            for column, new, old in zip(COLUMNS, row, self._cells[key], strict=True):
                if new is not old:
                    self.update_cell(key, column.key, new)

    def _fill(self, drawn: dict[str, list[Cell]], keys: list[str]) -> None:
        """All anew, with the cursor on the row it was on, or on the one that has taken its place."""
        current, place = self.current, self.cursor_row
        left, top = self.scroll_offset
        was_at = place - top
        self.clear()
        for key, row in drawn.items():
            self.add_row(*row, key=key)
        if not keys:
            return
        is_kept = current is not None and current.key in drawn and (self.is_settled or place > 0)
        now_at = keys.index(current.key) if current and is_kept else min(place, len(keys) - 1)
        self.move_cursor(row=now_at, scroll=False, animate=False)
        self.call_after_refresh(self._scroll_back, left, now_at - was_at)

    def _scroll_back(self, left: int, top: int) -> None:
        """Keep the cursor's line on the screen where it was."""
        self.scroll_to(left, max(0, top), animate=False, immediate=True)
        self.call_after_refresh(self._scroll_cursor_into_view)
