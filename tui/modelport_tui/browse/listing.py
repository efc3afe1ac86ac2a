"""Which rows are in sight: the newest snapshot through the filter and the order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from modelport.inventory.columns import by_column
from modelport.inventory.filter import VERSIONS, Filter, Row
from modelport.inventory.observe import Snapshot
from modelport.inventory.rows import VersionRow

from .row_table import SHOWN


@dataclass(frozen=True, slots=True)
class Listing:
    """What was seen, and what a person wants to see of it; sorted once, so that typing a filter only filters."""

    snapshot: Snapshot = field(default_factory=Snapshot)
    filter: str = ""
    key: str = "model"
    is_reversed: bool = False
    in_order: tuple[VersionRow, ...] = ()

    def seen(self, snapshot: Snapshot) -> Listing:
        """With a newer state of the project; the very same rows are in order already."""
        newer = replace(self, snapshot=snapshot)
        return newer if snapshot.rows is self.snapshot.rows else newer._sorted()

    def sorted_by(self, key: str) -> Listing:
        """By another column; the same one again turns the order round."""
        return replace(self, key=key, is_reversed=key == self.key and not self.is_reversed)._sorted()

    def rows(self) -> list[VersionRow]:
        """The rows that fit, in order."""
        return VERSIONS.fitting(self.in_order, self.filter)

    def _sorted(self) -> Listing:
        rows = by_column(self.snapshot.rows.values(), self.key, is_descending=self.is_reversed)
        return replace(self, in_order=tuple(rows))

    def count(self, fitting: int) -> str:
        """How many of how many are shown."""
        total = len(self.snapshot.rows)
        if fitting > SHOWN:
            return f"first {SHOWN} of {fitting} shown, {fitting - SHOWN} more: narrow the filter"
        return f"{fitting} of {total} shown" if self.filter else ""

    def totals(self) -> str:
        """Models and versions."""
        return f"{counted(len(self.snapshot.models), 'model')}  {counted(len(self.snapshot.rows), 'version')}"


def counted(count: int, name: str) -> str:
    """A number with its noun."""
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def why_none(kind: Filter[Row], typed: str, noun: str) -> str:
    """What to say where rows are there and none fits."""
    unknown = kind.unknown(typed)
    if not unknown:
        return f"No {noun} fits the filter. Escape clears it."
    meant = kind.nearest(unknown)
    offer = f"Did you mean {meant}:…?" if meant else f"There are {', '.join(kind.fields)}."
    return f"There is no field {unknown}. {offer}"


def pace(age: float, is_complete: bool) -> str:
    """How many seconds ago what is in sight was so."""
    if not is_complete:
        return "⟳ looking…"
    return f"⟳ {age:.0f} s ago" if age >= 1 else "⟳ now"
