"""One operation as a page to read."""

from __future__ import annotations

import json
from datetime import datetime

from textual.app import ComposeResult
from textual.widgets import Static

from modelport.inventory.columns import ago
from modelport.inventory.operation_rows import OperationRow

from ...widgets.safe_text import MUTED, line, plain
from ..operation_table import mark_of
from .box import Dialog


class OperationDialog(Dialog[None]):
    """Shows an operation, its error explained, and its resource."""

    TITLE_TEXT = "Operation"
    HINT = "↑ ↓ scroll   esc close"

    def __init__(self, row: OperationRow, now: datetime) -> None:
        super().__init__(row.name)
        self._row, self._now = row, now

    def fields(self) -> ComposeResult:
        """Facts, the error, and the platform's own resource."""
        row, state = self._row, mark_of(self._row)
        facts = (
            ("Kind", row.kind),
            ("Model / version", row.subject),
            ("Started", f"{ago(row.started, self._now)} ago  ({row.started})" if row.started else ""),
            ("Endpoint", row.region),
            ("Error", row.cause or row.error),
            ("What to do", row.fix),
        )
        yield Static(line((f"{state.glyph} {row.state}", state.style)), markup=False)
        for name, text in facts:
            if text:
                yield Static(line((f"{name:<17}", MUTED), text), markup=False)
        yield Static(plain("\n" + json.dumps(row.resource, indent=2, ensure_ascii=False), MUTED), markup=False)

    def on_mount(self) -> None:
        """The page can be scrolled, and says what shows the same."""
        page = self.query_one(".fields")
        page.can_focus = True
        page.focus()
        self.show_command(f"modelport operations describe {self._row.name}")
