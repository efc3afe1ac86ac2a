"""The table of versions: at most 500 rows; cursor, scroll position, filter and sort survive every refresh."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text
from textual.widgets import DataTable
from textual.widgets.data_table import ColumnKey

from modelport.inventory.rows import VersionRow

from .cells import SHOWN as COLUMNS
from .cells import cells

SHOWN = 500
"""More rows keep a DataTable busy for seconds."""


class VersionTable(DataTable[Text]):
    """Draws rows; which ones and in which order is decided elsewhere."""

    def __init__(self) -> None:
        super().__init__(id="versions", cursor_type="row", fixed_columns=1, zebra_stripes=False)
        self._rows: dict[str, VersionRow] = {}
        self._texts: dict[str, list[Text]] = {}
        self._order = ("", False)
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

    def show_order(self, key: str, is_reversed: bool) -> None:
        """Mark the column that the rows are sorted by."""
        if (key, is_reversed) != self._order:
            self._order = (key, is_reversed)
            for column in COLUMNS:
                head = self.columns[_key(self, column.key)]
                head.label = self._title(column.key, column.title)
                head.content_width = head.label.cell_len
            self._is_head_new = True

    def show_rows(self, rows: Sequence[VersionRow], marked: Sequence[str], now: datetime) -> None:
        """Show the first 500; only changed cells are drawn anew where the rows are the same as before."""
        first = {row.key: row for row in rows[:SHOWN]}
        texts = {key: cells(row, now, key in marked) for key, row in first.items()}
        if list(first) == list(self._rows) and not self._is_head_new:
            self._update(texts)
        else:
            self._fill(texts, list(first))
            self._is_head_new = False
        self._rows, self._texts = first, texts

    def _set_columns(self) -> None:
        for column in COLUMNS:
            self.add_column(self._title(column.key, column.title), key=column.key)

    def _title(self, key: str, title: str) -> Text:
        sorted_by, is_reversed = self._order
        arrow = (" ▼" if is_reversed else " ▲") if key == sorted_by else ""
        return Text(("  " if key == "model" else "") + title.upper() + arrow, no_wrap=True)

    def _update(self, texts: dict[str, list[Text]]) -> None:
        for key, row in texts.items():
            for column, new, old in zip(COLUMNS, row, self._texts[key], strict=True):
                if (new.plain, new.style) != (old.plain, old.style):
                    self.update_cell(key, column.key, new, update_width=True)

    def _fill(self, texts: dict[str, list[Text]], keys: list[str]) -> None:
        """All anew, with the cursor on the row it was on, or on the one that has taken its place."""
        current, place = self.current, self.cursor_row
        left, top = self.scroll_offset
        was_at = place - top
        self.clear()
        for key, row in texts.items():
            self.add_row(*row, key=key)
        if not keys:
            return
        now_at = keys.index(current.key) if current and current.key in texts else min(place, len(keys) - 1)
        self.move_cursor(row=now_at, scroll=False, animate=False)
        self.call_after_refresh(self._scroll_back, left, now_at - was_at)

    def _scroll_back(self, left: int, top: int) -> None:
        """Keep the cursor's line on the screen where it was."""
        self.scroll_to(left, max(0, top), animate=False, immediate=True)
        self.call_after_refresh(self._scroll_cursor_into_view)


def _key(table: VersionTable, name: str) -> ColumnKey:
    return next(key for key in table.columns if key.value == name)
