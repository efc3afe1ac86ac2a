"""Cells of the tables: text, never markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
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
        """One segment: a Text would be wrapped and joined first, which takes twice as long."""
        yield Segment(self.text.plain, console.get_style(self.text.style))


def cells(row: VersionRow, now: datetime, is_marked: bool, age: str | None = None) -> list[Cell]:
    """One cell per column; a mark stands before the model's name.

    A row of an endpoint that does not answer has an `age`, "" where it is unknown, and promises nothing.
    """
    return [_cell(column, row, now, is_marked, age) for column in SHOWN]


def _cell(column: Column, row: VersionRow, now: datetime, is_marked: bool, age: str | None) -> Cell:
    text, usual = column.text(row, now), "" if age is None else "dim"
    match column.key:
        case "model":
            return cell(text, "● " if is_marked else "  ", "bold" if is_marked else usual)
        case "state":
            state = mark(row.state) if age is None else UNKNOWN
            return cell(with_age(text, age), f"{state.glyph} ", state.style)
        case _:
            return cell(text, style=usual)


def with_age(text: str, age: str | None) -> str:
    """A text with how long ago it was so, where that is known."""
    return f"{text}, {age} ago" if age else text


@lru_cache(16_384)
def cell(text: str, before: str = "", style: str = "", widest: int = WIDEST) -> Cell:
    """A text on one line, cut where it is long."""
    shown = visible(text).replace("\n", " ")
    if len(shown) > widest:
        shown = shown[: widest - 1] + "…"
    whole = Text(before + shown, style=style, no_wrap=True)
    return Cell(whole, whole.cell_len)
