"""The table of models."""

from __future__ import annotations

from datetime import datetime

from modelport.inventory.model_list import ListedModel

from .cells import WIDER, Cell, cell, with_age
from .row_table import RowTable


class ModelTable(RowTable[ListedModel]):
    """What groups versions, and which of them answers for it."""

    HEADS = ("MODEL", "VERSIONS", "DEFAULT", "ENDPOINT", "SERVES IN", "LOGS", "LABELS", "DESCRIPTION")

    def cells(self, row: ListedModel, now: datetime) -> list[Cell]:
        """Which logs are kept, in words."""
        model = row.row
        kept = {"accesses": model.access_logging, "nodes": model.console_logging}
        logs = ", ".join(name for name, is_kept in kept.items() if is_kept)
        age = self.silent.get(model.endpoint)
        endpoint, style = with_age(model.endpoint, age), "" if age is None else "dim"
        texts = (model.model, str(row.versions), model.default, endpoint, model.regions, logs, model.labels)
        return [cell(text, style=style, widest=WIDER) for text in (*texts, model.description)]
