"""The table of versions: sorted by a column, with marks, and with rows that could not be asked for anew."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

from rich.text import Text

from modelport.inventory.rows import VersionRow

from .cells import SHOWN as COLUMNS
from .cells import Cell, cells
from .row_table import RowTable

TITLES = {column.key: column.title.upper() for column in COLUMNS}


class VersionTable(RowTable[VersionRow]):
    """Draws rows; which ones and in which order is decided elsewhere."""

    HEADS = tuple(TITLES)

    def __init__(self) -> None:
        super().__init__("versions", fixed_columns=1)
        self._order = ("", False)
        self.marked: Container[str] = ()
        """Keys of rows."""

    def cells(self, row: VersionRow, now: datetime) -> list[Cell]:
        """One cell per column."""
        return cells(row, now, row.key in self.marked, self.silent.get(row.region))

    def show_order(self, key: str, is_reversed: bool) -> None:
        """Mark the column that the rows are sorted by."""
        if (key, is_reversed) != self._order:
            self._order = (key, is_reversed)
            for name in self.HEADS:
                head = self._head(name)
                head.label = self.title_of(name)
                head.content_width = head.label.cell_len
            self._is_head_new = True

    def title_of(self, head: str) -> Text:
        """An arrow tells what the rows are sorted by."""
        sorted_by, is_reversed = self._order
        arrow = (" ▼" if is_reversed else " ▲") if head == sorted_by else ""
        return Text(("  " if head == "model" else "") + TITLES[head] + arrow, no_wrap=True)
