"""The operations of a project: what runs, what ended, and why it failed."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import DataTable, Footer, Static

from modelport.errors import ModelportError
from modelport.inventory.operation_rows import OperationRow, newest_first
from modelport.inventory.operation_watch import OperationsSeen

from ..actions import bindings_of
from ..diagnostics import error_lines
from ..widgets.safe_text import plain
from .background import in_thread
from .commanding import CommandScreen
from .dialogs.confirm import ConfirmDialog
from .dialogs.operation import OperationDialog
from .operation_table import SHOWN, OperationTable
from .source import Source, actions
from .title import title
from .watching import Blind, Watching

AGES_SECONDS = 5.0


class SeenOperations(Message):
    """A newer state of the operations; replaces an older one that waits."""

    def __init__(self, seen: OperationsSeen) -> None:
        super().__init__()
        self.seen = seen

    def can_replace(self, message: Message) -> bool:
        """Only the newest state counts."""
        return isinstance(message, SeenOperations)


class OperationsScreen(CommandScreen):
    """Operations, live, the newest on top; over the versions, whose source it shares."""

    BINDINGS = bindings_of("operations")
    AUTO_FOCUS = "OperationTable"
    PLACE = "operations"
    DEFAULT_CSS = """
    OperationsScreen #title { height: 1; background: $surface; }
    OperationsScreen #empty { height: 1fr; padding: 1 2; color: $text-muted; }
    OperationsScreen #notice { height: auto; max-height: 4; padding: 0 1; }
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._watching = Watching(source.operations, SeenOperations, self)
        self._seen: OperationsSeen | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield OperationTable()
        yield Static(id="empty", markup=False)
        yield Static(id="notice", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to look."""
        self._show_rows()
        self._watching.start()
        self.set_interval(AGES_SECONDS, self._show_rows)

    def on_unmount(self) -> None:
        """A thread outlives the screen: tell it."""
        self._watching.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a read-only session nothing is cancelled."""
        return not (self._source.read_only and action == "cancel_operation")

    @property
    def table(self) -> OperationTable:
        """The table of operations."""
        return self.query_one(OperationTable)

    @on(SeenOperations)
    def _seen_operations(self, message: SeenOperations) -> None:
        self._seen = message.seen
        self._show_rows()
        if failures := message.seen.failures:
            lines = [f"▲ {region}: {error.summary}" for region, error in failures.items()]
            self._notice("\n".join(lines), "$text-warning")

    @on(Blind)
    def _blind(self, message: Blind) -> None:
        self._failed(message.error)

    def _show_rows(self) -> None:
        rows = newest_first(self._seen.rows.values()) if self._seen else []
        self.table.show_rows(rows, self._source.now())
        self.table.display = bool(rows)
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        empty.update(plain("There is no operation in this project." if self._seen else "Looking at every endpoint…"))
        self._show_title(len(rows))

    def _show_title(self, count: int) -> None:
        counted = f"{count} operation{'' if count == 1 else 's'}"
        more = f", {count - SHOWN} not shown" if count > SHOWN else ""
        time = f"  ⟳ {self._seen.seconds:.1f} s" if self._seen else ""
        self.query_one("#title", Static).update(title(self._source, counted + more + time, self.size.width))

    def on_resize(self) -> None:
        """Draw the title anew."""
        self._show_title(len(self._seen.rows) if self._seen else 0)

    def _notice(self, text: str, style: str = "") -> None:
        self.query_one("#notice", Static).update(plain(text, style))

    @on(DataTable.RowSelected)
    def action_inspect_operation(self) -> None:
        """Show it as a sheet."""
        if row := self.table.current:
            self.app.push_screen(OperationDialog(row, self._source.now()))

    def action_cancel_operation(self) -> None:
        """Ask for its end, once somebody is sure."""
        row = self.table.current
        if row is None:
            return
        if not row.can_be_cancelled:
            self._notice(f"{row.name} is {row.state}: only an operation that is RUNNING can be cancelled.")
            return

        def decided(is_sure: bool | None) -> None:
            if is_sure:
                in_thread(self, partial(self._cancel, row), self._cancelled, self._failed, "cancel")

        follows = f"The end of this operation is asked for: {row.kind} {row.subject}."
        self.app.push_screen(
            ConfirmDialog("Cancel", row.name, follows, f"modelport operations cancel {row.name}"), decided
        )

    def _cancel(self, row: OperationRow) -> OperationRow:
        actions(self._source).cancel_operation(row.region, row.path)
        return row

    def _cancelled(self, row: OperationRow) -> None:
        self._notice(f"Asked for the end of {row.name}.")
        self._watching.look_now()

    def _failed(self, error: ModelportError) -> None:
        self._notice("\n".join(error_lines(error)), "$text-error")

    def action_refresh(self) -> None:
        """Look again now."""
        self._notice("")
        self._watching.look_now()

    def action_leave_operations(self) -> None:
        """Back to the versions."""
        self.dismiss(None)

    def on_app_focus(self) -> None:
        """Look often while somebody looks on."""
        self._watching.focus(True)

    def on_app_blur(self) -> None:
        """Look rarely."""
        self._watching.focus(False)

    def show(self, what: str) -> None:
        """The operations are in sight; the versions are below."""
        if what == "versions":
            self.dismiss(None)
