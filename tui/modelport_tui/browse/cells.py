"""Cells of the tables: text, never markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from modelport.inventory.columns import COLUMNS, Column
from modelport.inventory.rows import VersionRow

from ..visible import visible
from ..widgets.states import Mark, mark

WIDEST, WIDER = 40, 60
"""Characters of a cell, and of one in a table with few columns; what enter opens shows the whole text."""
_ORDER = ("model", "version", "state", "default", "nodes", "framework", "runtime", "machine", "used", "age", "region")
SHOWN: tuple[Column, ...] = tuple(column for key in _ORDER for column in COLUMNS if column.key == key)
"""The columns in the order in which they matter: a narrow terminal scrolls to the last ones."""

UNKNOWN = Mark("?", "dim")
"""The state of what does not answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A text that tells its width: without `__rich_measure__`, a DataTable asks the terminal for no size to measure it.

    Nobody changes it, so that rows share theirs, and keep them from one refresh to the next.
    """

    text: Text
    width: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


def cells(row: VersionRow, now: datetime, is_marked: bool, is_silent: bool = False) -> list[Cell]:
    """One cell per column; a mark stands before the model's name, and a row that is `is_silent` promises nothing."""
    return [_cell(column, row, now, is_marked, is_silent) for column in SHOWN]


def _cell(column: Column, row: VersionRow, now: datetime, is_marked: bool, is_silent: bool) -> Cell:
    text, usual = column.text(row, now), "dim" if is_silent else ""
    match column.key:
        case "model":
            return cell(text, "● " if is_marked else "  ", "bold" if is_marked else usual)
        case "state":
            state = UNKNOWN if is_silent else mark(row.state)
            return cell(text, f"{state.glyph} ", state.style)
        case _:
            return cell(text, style=usual)


@lru_cache(16_384)
def cell(text: str, before: str = "", style: str = "", widest: int = WIDEST) -> Cell:
    """A text on one line, cut where it is long."""
    shown = visible(text).replace("\n", " ")
    if len(shown) > widest:
        shown = shown[: widest - 1] + "…"
    whole = Text(before + shown, style=style, no_wrap=True)
    return Cell(whole, whole.cell_len)
