"""A version as the cells of the table: text, never markup."""

from __future__ import annotations

from datetime import datetime

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


def cells(row: VersionRow, now: datetime, is_marked: bool) -> list[Text]:
    """One text per column; a mark stands before the model's name."""
    return [_cell(column, row, now, is_marked) for column in SHOWN]


def _cell(column: Column, row: VersionRow, now: datetime, is_marked: bool) -> Text:
    text = visible(column.text(row, now)).replace("\n", " ")
    if len(text) > WIDEST:
        text = text[: WIDEST - 1] + "…"
    match column.key:
        case "model":
            return Text(("● " if is_marked else "  ") + text, style="bold" if is_marked else "", no_wrap=True)
        case "state":
            return Text(f"{mark(row.state).glyph} {text}", style=mark(row.state).style, no_wrap=True)
        case _:
            return Text(text, no_wrap=True)
