"""The models of a project, those without versions among them."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.widgets import DataTable

from modelport.inventory import commands
from modelport.inventory.changes import lost_with_model, refusal_to_delete_model
from modelport.inventory.model_list import LISTED_MODELS, ListedModel, models_of
from modelport.inventory.rows import ModelRow

from ..actions import bindings_of
from ..background import in_thread
from .dialogs.delete import DeleteDialog
from .model_table import ModelTable
from .source import Source, actions
from .table_screen import TableScreen
from .watching import Seen, telling


class ModelsScreen(TableScreen[ListedModel]):
    """Models by name."""

    BINDINGS = bindings_of("models")
    AUTO_FOCUS = "ModelTable"
    PLACE = "models"
    NOUN = "model"

    def __init__(self, source: Source) -> None:
        super().__init__(source, telling(source.snapshots, Seen), ModelTable(), LISTED_MODELS)

    @on(Seen)
    def _seen(self, message: Seen) -> None:
        seen = message.snapshot
        self.show_state(models_of(seen), seen.failures, seen.last_seen, seen.is_complete)

    @on(DataTable.RowSelected)
    def action_show_versions(self) -> None:
        """Back to the versions, at the first one of this model."""
        listed = self.table.current
        if listed and listed.versions:
            self.show("versions", f"{listed.row.model}/")
        elif listed:
            self.notice(f"{listed.row.model} has no version yet: modelport deploy --model {listed.row.model}")

    def action_delete_model(self) -> None:
        """Delete a model without versions, once its name is typed."""
        listed = self.table.current
        if listed is None:
            return
        row = listed.row
        if refusal := refusal_to_delete_model(row, listed.versions):
            self.failed(refusal)
            return

        def decided(is_sure: bool | None) -> None:
            if is_sure:
                in_thread(self, partial(self._delete, row), self._deleted, self.failed, f"delete {row.key}")

        box = DeleteDialog("Delete a model", row.model, row.model, lost_with_model(row), commands.delete_model(row))
        self.app.push_screen(box, decided)

    def _delete(self, row: ModelRow) -> str:
        acting = actions(self._source)
        acting.finished(row.endpoint, acting.delete_model(row))
        return row.model

    def _deleted(self, model: str) -> None:
        self.notice(f"{model} is deleted.")
        self._watching.look_now()
