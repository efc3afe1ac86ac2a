"""The operations of one version as a page to read, with their errors explained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from modelport.inventory.columns import ago
from modelport.inventory.operation_rows import OperationRow

from ..widgets.safe_text import MUTED, line, plain
from .operation_table import mark_of


def content(rows: Sequence[OperationRow], now: datetime) -> Content:
    """A line each, the newest on top, and below it why it failed and what to do."""
    if not rows:
        return plain("The platform keeps no operation of this version.", MUTED)
    hint = plain("\nO shows those of every version; there x cancels one that runs.", MUTED)
    return Content("\n").join([*(each for row in rows for each in _lines(row, now)), hint])


def _lines(row: OperationRow, now: datetime) -> list[Content]:
    state = mark_of(row)
    started = f"{ago(row.started, now)} ago" if row.started else ""
    head = line((f"{state.glyph} {row.state:<11}", state.style), f"{row.kind:<16} {started:<12} ", (row.name, MUTED))
    why = [plain(f"  {text}", "red") for text in (row.cause or row.error).splitlines()]
    return [head, *why, *([plain(f"  → {row.fix}")] if row.fix else [])]
