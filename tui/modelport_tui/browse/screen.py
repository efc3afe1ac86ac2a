"""The version browser: keys → what they open. It asks the core what may be done."""

from __future__ import annotations

import json
from collections.abc import Callable

from textual import on
from textual.screen import Screen
from textual.widgets import DataTable, Input

from modelport.inventory.rows import VersionRow
from modelport.wizard.from_version import draft_from

from ..actions import bindings_of
from ..clipboard import copy_text
from ..requests import NewVersionRequested
from .dialogs.compare import CompareDialog
from .dialogs.test import TestDialog
from .log_keys import LogScreen
from .models import ModelsScreen
from .operating import Acted, Operating
from .operations import OperationsScreen
from .seeing import TALL
from .source import Source

OVER: dict[str, Callable[[Source], Screen[None]]] = {"operations": OperationsScreen, "models": ModelsScreen}
"""The screens that cover this one, by what they show."""


class BrowseScreen(LogScreen):
    """Versions of a project, inspected, compared, tested and operated."""

    CSS_PATH = "screen.tcss"
    BINDINGS = bindings_of("browse")
    AUTO_FOCUS = "VersionTable"

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._operating = Operating(self, source)
        self._instances: dict[str, str] = {}

    @on(DataTable.RowSelected)
    def action_inspect(self) -> None:
        """Show the pane; once it is there, its next tab."""
        if self.detail.display:
            self.detail.turn(1)
        else:
            self._open_detail()

    def action_tab(self, by: int) -> None:
        """The tab beside the open one."""
        self._open_detail()
        self.detail.turn(by)

    def action_copy_row(self) -> None:
        """Copy the resource by the terminal, which gives no answer; it stands in the JSON tab too."""
        if row := self.table.current:
            said = copy_text(self.app, json.dumps(row.resource, indent=2, ensure_ascii=False))
            self.notice(f"{said}. The json tab shows the same.")

    def action_mark(self) -> None:
        """Mark the row, or take its mark away."""
        if row := self.table.current:
            others = tuple(key for key in self.marked if key != row.key)
            self.marked = others if row.key in self.marked else (*others, row.key)
            self.draw()
            self.table.action_cursor_down()

    def action_unmark(self) -> None:
        """Take every mark away."""
        self.marked = ()
        self.draw()

    def action_compare(self) -> None:
        """Compare two versions."""
        row, rows = self.table.current, self.listing.snapshot.rows
        pair = [rows[key] for key in self.marked]
        if len(pair) == 1 and row and row.key != pair[0].key:
            pair.append(row)
        if len(pair) == 2:
            typed, remember = self._typed_for(pair[0])
            self.app.push_screen(CompareDialog(self._source, pair[0], pair[1], typed), remember)
        else:
            self.notice(f"Two versions can be compared, and {len(self.marked)} are marked. space marks, c compares.")

    def action_test(self) -> None:
        """Send instances."""
        if row := self.table.current:
            typed, remember = self._typed_for(row)
            self.app.push_screen(TestDialog(self._source, row, typed), remember)

    def _typed_for(self, row: VersionRow) -> tuple[str, Callable[[str | None], None]]:
        """What was last sent to the model, and what keeps the next: another model expects other instances."""
        model = f"{row.region} {row.model}"

        def remember(typed: str | None) -> None:
            if typed:
                self._instances[model] = typed

        return self._instances.get(model, ""), remember

    # Operating

    def action_set_default(self) -> None:
        """Make it the default."""
        if row := self.table.current:
            default = next((each.version for each in self._siblings(row) if each.is_default), "")
            self._operating.set_default(row, default)

    def action_roll_back(self) -> None:
        """Go back to the default before."""
        self._operating.roll_back()

    def action_update(self) -> None:
        """Change description and nodes."""
        if row := self.table.current:
            self._operating.update(row)

    def action_delete(self) -> None:
        """Delete it."""
        if row := self.table.current:
            self._operating.delete(row, len(self._siblings(row)))

    def _siblings(self, row: VersionRow) -> list[VersionRow]:
        rows = self.listing.snapshot.rows.values()
        return [r for r in rows if (r.region, r.model) == (row.region, row.model) and r.key != row.key]

    def action_new_from(self) -> None:
        """Open the wizard, filled in."""
        if row := self.table.current:
            self.app.post_message(NewVersionRequested(draft_from(self._source.target, row)))

    @on(Acted)
    def _acted(self, message: Acted) -> None:
        if message.error:
            self.failed(message.error)
        else:
            self.notice(message.text, "", message.command)
        self._watching.look_now()

    # Leaving

    def action_leave_browser(self) -> None:
        """Out of the filter, then the pane, then the browser."""
        box = self.query_one("#filter", Input)
        if self.focused is not self.table and self.table.display:
            self.table.focus()
        elif self.detail.display and self.size.height < TALL:
            self._wants_detail = None
            self._show_frame()
        elif box.value:
            box.value = ""
            self._show_filter(False)
            self.table.focus()
        elif len(self.app.screen_stack) > 2:
            self.dismiss(None)
        else:
            self.notice("This is the first screen. ctrl+q quits.")

    def show(self, what: str, argument: str = "") -> None:
        """The versions are in sight; everything else has a screen of its own."""
        if what in OVER:
            self.app.push_screen(OVER[what](self._source))
        elif argument:
            self.jump(argument)
        else:
            self.table.focus()
