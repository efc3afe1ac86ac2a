"""The version under the cursor: describe, YAML, JSON, files, log, traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Log, Static, TabbedContent, TabPane

from modelport.errors import ModelportError
from modelport.inventory.rows import VersionRow

from ..diagnostics import error_lines
from ..visible import visible
from ..widgets.amounts import size
from ..widgets.safe_text import MUTED, line, plain
from . import reading, sheet, traffic
from .background import in_thread
from .source import Source

if TYPE_CHECKING:
    from modelport.platforms.logging import LogLine
    from modelport.platforms.storage import ObjectInfo

TABS = ("describe", "yaml", "json", "files", "log", "traffic")
FOLLOW_SECONDS = 2.0
LOG_LINES = 5_000


class DetailPane(Vertical):
    """Shows one version; only the tab in sight is filled, and files and log come from threads."""

    def __init__(self, source: Source) -> None:
        super().__init__(id="detail")
        self._source = source
        self._row: VersionRow | None = None
        self._asked: tuple[str, str] = ("", "")
        self._lines: list[LogLine] = []
        self.is_following = True

    def compose(self) -> ComposeResult:
        yield Static(id="detail-title", markup=False)
        with TabbedContent(id="tabs"):
            for name in TABS:
                with TabPane(name, id=f"tab-{name}"):
                    if name == "log":
                        yield Log(id="log", max_lines=LOG_LINES, highlight=False)
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

    def open(self, tab: str) -> None:
        """Bring a tab into sight."""
        self.query_one(TabbedContent).active = f"tab-{tab}"

    def turn(self, by: int) -> None:
        """The tab beside the open one."""
        self.open(TABS[(TABS.index(self.tab) + by) % len(TABS)])

    def show_row(self, row: VersionRow | None) -> None:
        """Show another version, or a newer state of the same."""
        if row is None or self._row is None or row.key != self._row.key:
            self._asked, self._lines = ("", ""), []
            self.query_one("#log", Log).clear()
        self._row = row
        self._show()

    def toggle_follow(self) -> None:
        """Pause the log, or go on."""
        self.is_following = not self.is_following
        self._show_title()
        self._follow()

    def on_tabbed_content_tab_activated(self) -> None:
        """Fill the tab that was opened."""
        self._show()

    def _show_title(self) -> None:
        row, state = self._row, ""
        if self.tab == "log":
            state = "   following   p pause" if self.is_following else "   paused   p follow"
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
        self._asked = (row.key, tab)
        if tab == "files":
            self._write(tab, plain("looking…", MUTED))
            in_thread(self, lambda: reading.files(self._source, row), self._show_files, self._failed, "detail")
        else:
            last = self._lines[-1] if self._lines else None
            in_thread(self, lambda: reading.log(self._source, row, last), self._show_log, self._failed, "detail")

    def _show_files(self, found: tuple[ObjectInfo, ...]) -> None:
        total = f"{len(found)} objects, {size(sum(each.size for each in found))}"
        rows = [line(f"{size(each.size):>10}  ", each.name) for each in found]
        self._write("files", Content("\n").join([plain(total, MUTED), *rows]))

    def _show_log(self, new: tuple[LogLine, ...]) -> None:
        self._lines = [*self._lines, *new][-LOG_LINES:]
        log = self.query_one("#log", Log)
        if new:
            log.write_lines([_log_line(each) for each in new], scroll_end=self.is_following)
        self._write("traffic", traffic.content(self._row, self._lines, self._source.now(), self.size.width - 4))

    def _follow(self) -> None:
        wanted = self.tab == "traffic" or (self.tab == "log" and self.is_following)
        if self.display and self._row and wanted and self.screen.is_current:
            self._ask(self._row, self.tab)

    def _failed(self, error: ModelportError) -> None:
        text = "\n".join(error_lines(error))
        if self.tab == "log":
            self.query_one("#log", Log).write_lines(visible(text).splitlines())
            self.is_following = False
            self._show_title()
        self._write(self.tab, plain(text, "$text-error"))


def _log_line(entry: LogLine) -> str:
    where = f"{entry.node:<8} " if entry.node else ""
    return visible(f"{reading.time_of(entry)} {entry.severity:<7} {where}{entry.text}".replace("\n", " "))
