"""The table of operations."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from modelport.inventory.columns import ago
from modelport.inventory.operation_rows import OperationRow

from ..widgets.states import Mark, mark
from .row_table import RowTable, cell

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

    def cells(self, row: OperationRow, now: datetime) -> list[Text]:
        """The state has its mark and colour."""
        state = mark_of(row)
        started = ago(row.started, now)
        texts = (row.kind, row.subject, f"{state.glyph} {row.state}", started, row.error, row.region, row.name)
        cells = [cell(text) for text in texts]
        cells[2].stylize(state.style)
        return cells
