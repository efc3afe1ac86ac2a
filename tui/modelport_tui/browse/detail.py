"""The version under the cursor: describe, YAML, JSON, files, operations, log, traffic."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TabbedContent, TabPane

from modelport.errors import ModelportError
from modelport.inventory.operation_rows import OperationRow
from modelport.inventory.rows import VersionRow

from ..background import Newest
from ..diagnostics import error_lines
from ..widgets.amounts import size
from ..widgets.safe_text import MUTED, line, plain
from . import reading, sheet, traffic, version_operations
from .log_pane import LogPane
from .source import Source

if TYPE_CHECKING:
    from modelport.inventory.traffic import Traffic
    from modelport.platforms.logging import LogLine
    from modelport.platforms.storage import ObjectInfo

Answer = TypeVar("Answer")
TABS = ("describe", "yaml", "json", "files", "operations", "log", "traffic")
FOLLOW_SECONDS = 2.0


class DetailPane(Vertical):
    """Shows one version; only the tab in sight is filled, and files and log come from threads."""

    def __init__(self, source: Source) -> None:
        super().__init__(id="detail")
        self._source = source
        self._row: VersionRow | None = None
        self._asked: tuple[str, str] = ("", "")
        self._reading = Newest(self, "detail")

    def compose(self) -> ComposeResult:
        yield Static(id="detail-title", markup=False)
        with TabbedContent(id="tabs"):
            for name in TABS:
                with TabPane(name, id=f"tab-{name}"):
                    if name == "log":
                        yield LogPane()
                    else:
                        with VerticalScroll():
                            yield Static(id=f"text-{name}", markup=False)

    def on_mount(self) -> None:
        """Follow the log."""
        self.set_interval(FOLLOW_SECONDS, self._follow)

    @property
    def tab(self) -> str:
        """The name of the open tab."""
        return (self.query_one(TabbedContent).active or "tab-describe").removeprefix("tab-")

    @property
    def log_pane(self) -> LogPane:
        """The log of the version."""
        return self.query_one(LogPane)

    @property
    def is_following(self) -> bool:
        """Whether newer lines of the log come by themselves."""
        return self.log_pane.is_following

    def open(self, tab: str) -> None:
        """Bring a tab into sight; where keys go to the one that leaves, they go along."""
        pane = self.query_one(f"#tab-{tab}", TabPane)
        focused = self.screen.focused
        before = next((each for each in focused.ancestors if isinstance(each, TabPane)), None) if focused else None
        if before not in (None, pane):
            self.screen.set_focus(pane.query("VerticalScroll, Log").first())
        self.query_one(TabbedContent).active = f"tab-{tab}"

    def turn(self, by: int) -> None:
        """The tab beside the open one."""
        self.open(TABS[(TABS.index(self.tab) + by) % len(TABS)])

    def show_row(self, row: VersionRow | None) -> None:
        """Show another version, or a newer state of the same."""
        if row is None or self._row is None or row.key != self._row.key:
            self._asked = ("", "")
            self.log_pane.clear()
        elif row != self._row and self._asked == (row.key, "operations"):
            self._ask(row, "operations")
        self._row = row
        self._show()

    def toggle_follow(self) -> None:
        """Pause the log, or go on."""
        self.log_pane.is_following = not self.log_pane.is_following
        self._show_title()
        self._follow()

    def toggle_wrap(self) -> None:
        """Wrap the log's lines, or cut them."""
        self.log_pane.toggle_wrap()
        self._show_title()

    def on_tabbed_content_tab_activated(self) -> None:
        """Fill the tab that was opened."""
        self._show()

    def _show_title(self) -> None:
        row, state = self._row, ""
        if self.tab == "log":
            state = f"   {self.log_pane.state}"
        text = f" {row.model} / {row.version}" if row else " no version"
        self.query_one("#detail-title", Static).update(line((text, "bold"), (state, MUTED)))

    def _show(self) -> None:
        if not self.display:
            return
        self._show_title()
        row, tab = self._row, self.tab
        if row is None:
            self._write(tab, Content(""))
        elif tab == "describe":
            self._write(tab, sheet.describe(row, self._source.now()))
        elif tab in ("yaml", "json"):
            self._write(tab, sheet.as_yaml(row) if tab == "yaml" else sheet.as_json(row))
        elif self._asked != (row.key, tab):
            self._ask(row, tab)

    def _write(self, tab: str, content: Content) -> None:
        if tab != "log":
            self.query_one(f"#text-{tab}", Static).update(content)

    def _ask(self, row: VersionRow, tab: str) -> None:
        source = self._source
        is_first, self._asked = self._asked != (row.key, tab), (row.key, tab)
        if is_first:
            self._write(tab, plain("looking…", MUTED))
        if tab == "files":
            self._read(row, lambda: reading.files(source, row), self._show_files)
        elif tab == "operations":
            self._read(row, lambda: reading.operations(source, row), self._show_operations)
        elif tab == "traffic":
            slots = traffic.slots_for(self.size.width)
            self._read(row, lambda: reading.traffic(source, row, slots), self._show_traffic)
        else:
            last = self.log_pane.lines[-1] if self.log_pane.lines else None
            self._read(row, lambda: reading.log(source, row, last), self._show_log)

    def _read(self, row: VersionRow, work: Callable[[], Answer], then: Callable[[Answer], None]) -> None:
        self._reading.ask(row.region, work, then, self._failed)

    def _show_files(self, found: tuple[ObjectInfo, ...]) -> None:
        total = f"{len(found)} object{'' if len(found) == 1 else 's'}, {size(sum(each.size for each in found))}"
        rows = [line(f"{size(each.size):>10}  ", each.name) for each in found]
        self._write("files", Content("\n").join([plain(total, MUTED), *rows]))

    def _show_operations(self, found: list[OperationRow]) -> None:
        self._write("operations", version_operations.content(found, self._source.now()))

    def _show_log(self, new: tuple[LogLine, ...]) -> None:
        if new:
            self.log_pane.add(new)

    def _show_traffic(self, seen: Traffic) -> None:
        if self._row:
            self._write("traffic", traffic.content(self._row, seen))

    def _follow(self) -> None:
        """Look again at what changes by itself, once the look before has its answer."""
        if not self._reading.is_answered:
            return
        is_busy = self._row is not None and self._row.is_busy
        wanted = {"traffic": True, "operations": is_busy, "log": self.log_pane.is_following}.get(self.tab, False)
        if self.display and self._row and wanted and self.screen.is_current:
            self._ask(self._row, self.tab)

    def _failed(self, error: ModelportError) -> None:
        text = "\n".join(error_lines(error))
        if self.tab == "log":
            self.log_pane.fail(text)
            self._show_title()
        self._write(self.tab, plain(text, "$text-error"))
