"""The table of operations."""

from __future__ import annotations

from datetime import datetime

from modelport.inventory.columns import ago
from modelport.inventory.operation_rows import OperationRow

from ..widgets.states import Mark, mark
from .cells import WIDER, Cell, cell
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
        state = mark_of(row)
        ended = cell(row.state, f"{state.glyph} ", state.style)
        rest = (ago(row.started, now), row.error, row.region, row.name)
        return [cell(row.kind), cell(row.subject, widest=WIDER), ended, *(cell(text, widest=WIDER) for text in rest)]
