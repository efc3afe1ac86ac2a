"""The operations of a project: what runs, what ended, and why it failed."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.message import Message
from textual.widgets import DataTable

from modelport.inventory.filter import OPERATIONS
from modelport.inventory.operation_rows import OperationRow, newest_first
from modelport.inventory.operation_watch import OperationsSeen

from ..actions import bindings_of
from ..background import in_thread
from .dialogs.confirm import ConfirmDialog
from .dialogs.operation import OperationDialog
from .operation_table import OperationTable
from .source import Source, actions
from .table_screen import TableScreen
from .watching import telling


class SeenOperations(Message):
    """A newer state of the operations; replaces an older one that waits."""

    def __init__(self, seen: OperationsSeen) -> None:
        super().__init__()
        self.seen = seen

    def can_replace(self, message: Message) -> bool:
        """Only the newest state counts."""
        return isinstance(message, SeenOperations)


class OperationsScreen(TableScreen[OperationRow]):
    """Operations, the newest on top."""

    BINDINGS = bindings_of("operations")
    AUTO_FOCUS = "OperationTable"
    PLACE = "operations"
    NOUN = "operation"

    def __init__(self, source: Source) -> None:
        super().__init__(source, telling(source.operations, SeenOperations), OperationTable(), OPERATIONS)

    @on(SeenOperations)
    def _seen_operations(self, message: SeenOperations) -> None:
        seen = message.seen
        self.show_state(newest_first(seen.rows.values()), seen.failures, seen.last_seen, seen.is_complete)

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
            self.notice(f"{row.name} is {row.state}: only an operation that is RUNNING can be cancelled.")
            return

        def decided(is_sure: bool | None) -> None:
            if is_sure:
                in_thread(self, partial(self._cancel, row), self._cancelled, self.failed, "cancel")

        follows = f"The end of this operation is asked for: {row.kind} {row.subject}."
        self.app.push_screen(
            ConfirmDialog("Cancel", row.name, follows, f"modelport operations cancel {row.name}"), decided
        )

    def _cancel(self, row: OperationRow) -> OperationRow:
        actions(self._source).cancel_operation(row.region, row.path)
        return row

    def _cancelled(self, row: OperationRow) -> None:
        self.notice(f"Asked for the end of {row.name}.")
        self._watching.look_now()
