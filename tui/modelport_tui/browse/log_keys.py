"""What keys do with the log of the version under the cursor."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from textual.worker import get_current_worker

from modelport.errors import ModelportError
from modelport.inventory.rows import VersionRow

from ..background import in_thread
from ..diagnostics import error_lines
from .exporting import ExportingScreen
from .source import Source


class LogScreen(ExportingScreen):
    """The list and the pane, with a log that is filtered, wrapped and saved."""

    def action_show_log(self) -> None:
        """Open the log."""
        self._open_detail("log")

    def action_follow(self) -> None:
        """Pause the log, or go on."""
        self.detail.toggle_follow()

    def action_filter_log(self) -> None:
        """Type the words that its lines must hold."""
        self._open_detail("log")
        self.detail.log_pane.ask_words()

    def action_wrap_log(self) -> None:
        """Wrap its lines, or cut them."""
        if self.detail.display and self.detail.tab == "log":
            self.detail.toggle_wrap()

    def action_save_log(self) -> None:
        """Write the whole of it, not only what the pane keeps."""
        if row := self.table.current:
            self.notice("Reading the whole log…")
            in_thread(self, lambda: _save(self._source, row), self.notice, self._not_saved, "save-log")

    def _not_saved(self, error: ModelportError) -> None:
        self.notice("\n".join(error_lines(error)), "$text-error")

    def _open_detail(self, tab: str = "") -> None:
        self._wants_detail = True
        self._show_frame()
        self.detail.show_row(self.table.current)
        if tab:
            self.detail.open(tab)


def _save(source: Source, row: VersionRow) -> str:
    """Reads page by page in a worker's thread; gives the sentence to show."""
    from modelport.inventory import logs
    from modelport.platforms.logging import LogReader

    worker = get_current_worker()
    path = logs.file_for(Path.cwd(), row.model, row.version)
    with closing(LogReader(source.connections().at(row.region))) as reader:
        count = logs.save(path, reader.entries(row.model, row.version), lambda: worker.is_cancelled)
    return f"{count} {'line' if count == 1 else 'lines'} of the log written to {path}"
