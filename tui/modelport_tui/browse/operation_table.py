"""The table of operations."""

from __future__ import annotations

from datetime import datetime

from modelport.inventory.columns import ago
from modelport.inventory.operation_rows import OperationRow

from ..widgets.states import Mark, mark
from .cells import UNKNOWN, WIDER, Cell, cell, with_age
from .row_table import RowTable

_MARKS = {
    "RUNNING": Mark("◌", "cyan"),
    "CANCELLING": Mark("◌", "yellow"),
    "CANCELLED": Mark("■", "yellow"),
    "DONE": Mark("✓", "green"),
}


def mark_of(row: OperationRow) -> Mark:
    """The mark of an operation's state."""
    return _MARKS.get(row.state) or mark(row.state)


class OperationTable(RowTable[OperationRow]):
    """What was begun, on what, and how it ended."""

    HEADS = ("KIND", "MODEL / VERSION", "STATE", "STARTED", "ERROR", "REGION", "NAME")

    def cells(self, row: OperationRow, now: datetime) -> list[Cell]:
        """The state has its mark and colour."""
        age = self.silent.get(row.region)
        state, style = (mark_of(row), "") if age is None else (UNKNOWN, "dim")
        ended = cell(with_age(row.state, age), f"{state.glyph} ", state.style)
        before, after = (row.kind, row.subject), (ago(row.started, now), row.error, row.region, row.name)
        first, rest = ([cell(text, style=style, widest=WIDER) for text in texts] for texts in (before, after))
        return [*first, ended, *rest]
