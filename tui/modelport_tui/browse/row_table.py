"""A table that keeps the cursor on its row over every refresh: at most 500 rows, and only what changed is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from rich.text import Text
from textual.widgets import DataTable
from textual.widgets.data_table import Column, ColumnKey

from .cells import Cell
from .moving import MOVES

SHOWN = 500
"""More rows keep a DataTable busy for seconds."""
AT_ONCE, SOON_SECONDS = 140, 0.06
"""Rows that are drawn in one go, which takes about 10 ms, and the pause for keys before the next ones."""


class Keyed(Protocol):
    """What a row needs: a key that is stable over refreshes."""

    @property
    def key(self) -> str: ...


Row = TypeVar("Row", bound=Keyed)


class RowTable(DataTable[Cell], Generic[Row]):
    """Draws rows in the order given; which cells a row has is said by the kind of table."""

    BINDINGS = MOVES
    HEADS: tuple[str, ...] = ()
    """The keys of the columns."""

    def __init__(self, id: str | None = None, fixed_columns: int = 0) -> None:
        super().__init__(id=id, cursor_type="row", fixed_columns=fixed_columns)
        self._rows: dict[str, Row] = {}
        self._cells: dict[str, list[Cell]] = {}
        self._later: dict[str, list[Cell]] = {}
        """Rows below those that are drawn yet."""
        self.silent: Mapping[str, str] = {}
        """Endpoints whose rows are those of an earlier time, and how long ago that was, or ""."""
        self._was_silent = False
        self.is_settled = False
        """Whether a cursor on the first row is there for that row's sake, and not because it began there."""
        self._is_head_new = False

    def cells(self, row: Row, now: datetime) -> list[Cell]:
        """One cell per head; the same object as before where it has not changed."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """The head of the table, and the beat in which rows out of sight are drawn."""
        self._drawing = self.set_interval(SOON_SECONDS, self._draw_later, pause=True)
        for head in self.HEADS:
            self.add_column(self.title_of(head), key=head)

    def title_of(self, head: str) -> Text:
        """What stands above a column."""
        return Text(head, no_wrap=True)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        if not self.row_count:
            return None
        return self._rows.get(self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value or "")

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows in sight or reachable by scrolling, from the top."""
        return tuple(self._rows.values())

    def has(self, key: str) -> bool:
        """Whether a row can be reached."""
        return key in self._rows

    def go_to(self, key: str) -> None:
        """Move the cursor to a row."""
        self._draw_later(len(self._later))
        self.move_cursor(row=self.get_row_index(key), animate=False)

    def show_rows(self, rows: Sequence[Row], now: datetime) -> None:
        """Show the first 500; only changed cells are drawn anew where the rows are the same as before."""
        first = {row.key: row for row in rows[:SHOWN]}
        drawn = {key: self.cells(row, now) for key, row in first.items()}
        is_as_wide = self._widen(drawn.values())
        if is_as_wide and list(first) == list(self._rows) and not self._is_head_new:
            self._update(drawn)
        else:
            self._fill(drawn, list(first))
            self._is_head_new = False
        self._rows, self._cells = first, drawn

    def _widen(self, drawn: Iterable[list[Cell]]) -> bool:
        """Each column as wide as its widest cell so far; gives whether all of them were so already.

        Ages of silent endpoints take room only while there are any.
        """
        before = [column.content_width for column in self.columns.values()]
        if self._was_silent and not self.silent:
            for name in self.HEADS:
                self._head(name).content_width = self._head(name).label.cell_len
        self._was_silent = bool(self.silent)
        for name, found in zip(self.HEADS, zip(*drawn, strict=True), strict=False):
            head = self._head(name)
            head.content_width = max(head.content_width, *(cell.width for cell in found))
        return before == [column.content_width for column in self.columns.values()]

    def _head(self, name: str) -> Column:
        return self.columns[ColumnKey(name)]

    def _update(self, drawn: dict[str, list[Cell]]) -> None:
        self._later = {key: drawn[key] for key in self._later}
        for key, row in drawn.items():
            if key in self._later:
                continue
            for name, new, old in zip(self.HEADS, row, self._cells[key], strict=True):
                if new is not old:
                    self.update_cell(key, name, new)

    def _fill(self, drawn: dict[str, list[Cell]], keys: list[str]) -> None:
        """All anew, with the cursor on the row it was on, or on the one that has taken its place.

        What is out of sight is drawn a little later, so that keys that are typed meanwhile need not wait.
        """
        current, place = self.current, self.cursor_row
        left, top = self.scroll_offset
        was_at = place - top
        self.clear()
        self._later = dict(drawn)
        if not keys:
            return
        is_kept = current is not None and current.key in drawn and (self.is_settled or place > 0)
        now_at = keys.index(current.key) if current and is_kept else min(place, len(keys) - 1)
        self._draw_later(max(AT_ONCE, now_at + self.size.height))
        self.move_cursor(row=now_at, scroll=False, animate=False)
        self.call_after_refresh(self._scroll_back, left, now_at - was_at)

    def _draw_later(self, count: int = AT_ONCE) -> None:
        """Draw the next rows, and the others after them."""
        for key in list(self._later)[:count]:
            self.add_row(*self._later.pop(key), key=key)
        if self._later:
            self._drawing.reset()
            self._drawing.resume()
        else:
            self._drawing.pause()

    def _scroll_back(self, left: int, top: int) -> None:
        """Keep the cursor's line on the screen where it was."""
        self.scroll_to(left, max(0, top), animate=False, immediate=True)
        self.call_after_refresh(self._scroll_cursor_into_view)
