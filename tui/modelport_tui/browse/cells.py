"""A version as the cells of the table: text, never markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from modelport.inventory.columns import COLUMNS, Column
from modelport.inventory.rows import VersionRow

from ..visible import visible
from ..widgets.states import mark

WIDEST = 40
"""Characters of a cell; the detail pane shows the whole text."""
_ORDER = ("model", "version", "state", "default", "nodes", "framework", "runtime", "machine", "used", "age", "region")
SHOWN: tuple[Column, ...] = tuple(column for key in _ORDER for column in COLUMNS if column.key == key)
"""The columns in the order in which they matter: a narrow terminal scrolls to the last ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A text that tells its width: without `__rich_measure__`, a DataTable asks the terminal for no size to measure it.

    Nobody changes it, so that rows share theirs, and keep them from one refresh to the next.
    """

    text: Text
    width: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


def cells(row: VersionRow, now: datetime, is_marked: bool) -> list[Cell]:
    """One text per column; a mark stands before the model's name."""
    return [_cell(column, row, now, is_marked) for column in SHOWN]


def _cell(column: Column, row: VersionRow, now: datetime, is_marked: bool) -> Cell:
    text = column.text(row, now)
    match column.key:
        case "model":
            return _drawn(text, "● " if is_marked else "  ", "bold" if is_marked else "")
        case "state":
            return _drawn(text, f"{mark(row.state).glyph} ", mark(row.state).style)
        case _:
            return _drawn(text)


@lru_cache(16_384)
def _drawn(text: str, before: str = "", style: str = "") -> Cell:
    shown = visible(text).replace("\n", " ")
    if len(shown) > WIDEST:
        shown = shown[: WIDEST - 1] + "…"
    whole = Text(before + shown, style=style, no_wrap=True)
    return Cell(whole, whole.cell_len)
