"""What the browser shows: the newest state of a project through filter and order, and the pane of one version."""

from __future__ import annotations

import gc
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import DataTable, Footer, Input, Static

from modelport.inventory.filter import VERSIONS
from modelport.wizard.fields import Choice

from ..actions import actions_of
from ..widgets.pick import PickModal
from ..widgets.safe_text import MUTED, plain
from .asked_input import AskedInput
from .cells import SHOWN as COLUMNS
from .commanding import CommandScreen
from .detail import DetailPane
from .listing import Listing, pace, why_none
from .source import Source
from .still import Still
from .table import VersionTable
from .watching import Seen, telling

TALL = 32
"""Lines from which table and detail pane are both in sight."""
HINTED = ("inspect", "command", "models", "operations", "tab(1)", "show_log", "refresh", "leave_browser", "sort")
_BY_NAME = {action.name: action for action in actions_of("browse")}
HINTS = "   ".join(f"{_BY_NAME[name].key} {_BY_NAME[name].label}" for name in HINTED)
"""Keys that find no room in the footer."""


class ListingScreen(CommandScreen):
    """Versions of a project, live, filtered and sorted; knows no action on them."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, telling(source.snapshots, Seen))
        self.listing = Listing()
        self.marked: tuple[str, ...] = ()
        self._wants_detail: bool | None = None

    def compose(self) -> ComposeResult:
        yield Still(id="title")
        with Horizontal(id="finding"):
            yield Static(plain(HINTS, MUTED), id="hints", markup=False)
            yield AskedInput(id="filter", placeholder="words, !not, field:value", compact=True, select_on_focus=False)
            yield Still(id="count")
        yield VersionTable()
        yield Still(id="empty")
        yield DetailPane(self._source)
        yield Still(id="notice")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to look."""
        self._show_filter(False)
        self._show_frame()
        self.draw()
        self.begin()

    def on_unmount(self) -> None:
        """Nobody asks any more."""
        self._source.close()

    @property
    def table(self) -> VersionTable:
        """The table of versions."""
        return self.query_one(VersionTable)

    @property
    def detail(self) -> DetailPane:
        """The pane of the version under the cursor."""
        return self.query_one(DetailPane)

    @on(Seen)
    def _seen(self, message: Seen) -> None:
        before, seen = self.listing.snapshot, message.snapshot
        self.listing = self.listing.seen(seen)
        self.marked = tuple(key for key in self.marked if key in message.snapshot.rows)
        if not self.say_failures(seen.failures, seen.last_seen) and (news := self._source.news()):
            self.notice(news)
        if seen.is_complete and not before.is_complete:
            gc.freeze()  # of 10,000 versions, looking for cycles in what has come to stay takes 50 ms each time
        if seen.rows is before.rows and (seen.failures, before.failures) == ({}, {}):
            self.draw_title()
        else:
            self.draw()
        self.table.is_settled = message.snapshot.is_complete

    def draw(self) -> None:
        """The rows that fit, or why there are none, and the version under the cursor."""
        rows = self.listing.rows()
        table = self.table
        table.show_order(self.listing.key, self.listing.is_reversed)
        table.marked, table.silent = self.marked, self.silent
        table.show_rows(rows, self._source.now())
        self.show_table(table, bool(rows))
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        if not rows:
            empty.update(plain(self._why_empty()))
        self.query_one("#count", Static).update(plain(self.listing.count(len(rows))))
        self.draw_title()
        self.detail.show_row(table.current)

    def _why_empty(self) -> str:
        if self.listing.snapshot.rows:
            return why_none(VERSIONS, self.listing.filter, "version")
        nothing = "There is no version in this project yet. Deploy one: modelport deploy"
        if self._source.region:
            nothing = f"There is no version at {self._source.region}. :region all looks at every endpoint."
        return self.why_empty("version", self.listing.snapshot.is_complete, nothing)

    def draw_title(self) -> None:
        """How much there is, and how old it is."""
        self.show_title(self.listing.totals(), pace(self.age, self.listing.snapshot.is_complete))

    def _show_frame(self) -> None:
        is_tall = self.size.height >= TALL
        self.set_class(not is_tall, "short")
        self.detail.display = is_tall if self._wants_detail is None else self._wants_detail

    def on_resize(self) -> None:
        """Take the layout that fits."""
        self._show_frame()
        self.draw_title()

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self.detail.show_row(self.table.current)

    def action_filter(self) -> None:
        """Type what to look for."""
        self._show_filter(True)
        self.query_one("#filter", AskedInput).ask()  # at once: what is typed behind the key belongs to it

    def _show_filter(self, is_shown: bool) -> None:
        self.query_one("#filter").display = is_shown
        self.query_one("#hints").display = not is_shown

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        self.listing = replace(self.listing, filter=event.value)
        self.draw()

    @on(Input.Submitted, "#filter")
    def _keep_filter(self, event: Input.Submitted) -> None:
        self._show_filter(bool(event.value))
        self.set_focus(self.table)

    @on(DataTable.HeaderSelected)
    def _head_clicked(self, event: DataTable.HeaderSelected) -> None:
        self._sort(str(event.column_key.value))

    def action_sort(self) -> None:
        """Choose the column."""
        choices = tuple(Choice(column.key, column.title) for column in COLUMNS)
        self.app.push_screen(PickModal("Sort by", choices, self.listing.key), self._sort)

    def _sort(self, key: str | None) -> None:
        if key:
            self.listing = self.listing.sorted_by(key)
            self.draw()

    def jump(self, text: str) -> None:
        """Move the cursor to the first version whose MODEL/VERSION holds a text; one out of reach is filtered for."""
        wanted = text.casefold()
        names = ((row, f"{row.model}/{row.version}".casefold()) for row in self.listing.in_order)
        found = next((row for row, name in names if wanted in name), None)
        if found is None:
            self.notice(f"No version is {text}.")
        elif not self.table.has(found.key):
            self._show_filter(True)
            self.query_one("#filter", Input).value = f"model:{found.model}"
            self.listing = replace(self.listing, filter=f"model:{found.model}")
            self.draw()
        if found and self.table.has(found.key):
            self.table.go_to(found.key)
        self.set_focus(self.table)
