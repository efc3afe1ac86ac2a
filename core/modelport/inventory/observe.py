"""A project watched over time: snapshots, what changed between them, and how long to wait for the next."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from modelport.errors import ModelportError, PlatformError

from .columns import by_name
from .connections import Connections
from .fetch import Batch, Listed, PlaceFailed, PlaceFinished, fetch
from .rows import ModelRow, VersionRow, model_row, version_row
from .traffic import Nodes, nodes_of, read_nodes

SHORTEST, LONGEST, UNFOCUSED = 2.0, 30.0, 60.0
"""Seconds between two passes: after a change, at most, and while nobody looks."""
GROWTH = 1.5
PARTIAL_SECONDS = 0.1
"""Between two snapshots of the first pass, which cost as much as there are rows so far."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What exists, by the keys of rows, which are in the order of their names.

    `failures` are by endpoint, whose rows are those of an earlier pass.
    """

    rows: Mapping[str, VersionRow] = field(default_factory=dict)
    models: Mapping[str, ModelRow] = field(default_factory=dict)
    failures: Mapping[str, ModelportError] = field(default_factory=dict)
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """Keys of rows that came, went or differ between two snapshots."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def changed(before: Snapshot, after: Snapshot) -> Changed:
    """What a table must add, remove and redraw."""
    return Changed(
        tuple(key for key in after.rows if key not in before.rows),
        tuple(key for key in before.rows if key not in after.rows),
        tuple(key for key, row in after.rows.items() if key in before.rows and before.rows[key] != row),
    )


def growing(
    connections: Connections,
    regions: Sequence[str],
    before: Snapshot | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[Snapshot]:
    """One pass as snapshots: as pages arrive on the first one, once at the end where there is a snapshot before.

    What an endpoint that failed had before is kept. Ends without a complete snapshot once `cancel` is set.
    """
    building, due = _Building(before or Snapshot()), time.monotonic()
    for batch in fetch(connections, regions, cancel=cancel):
        building.add(batch)
        if before is None and isinstance(batch, Listed) and (now := time.monotonic()) >= due:
            yield building.partial()
            due = now + PARTIAL_SECONDS
    if not (cancel and cancel.is_set()):
        running = read_nodes(connections.session) if building.has_rows else {}
        yield building.complete(running)


def observe(
    connections: Connections,
    regions: Sequence[str],
    stop: threading.Event,
    *,
    wake: threading.Event,
    focused: threading.Event,
) -> Iterator[Snapshot]:
    """Passes over and over until `stop` is set; set `wake` too, to end a wait at once. For a thread of its own."""
    before, pause = None, SHORTEST
    while not stop.is_set():
        last = None
        for last in growing(connections, regions, before, stop):
            yield last
        if last is None or stop.is_set():
            return
        pause = next_pause(pause, is_changed=before is None or bool(changed(before, last)))
        before = last
        wake.wait(pause if focused.is_set() else UNFOCUSED)
        wake.clear()


def next_pause(pause: float, *, is_changed: bool) -> float:
    """Seconds to the next pass: short after a change, longer and longer while nothing happens."""
    return SHORTEST if is_changed else min(pause * GROWTH, LONGEST)


class _Building:
    """A snapshot that grows; rows of before stay where their endpoint fails."""

    def __init__(self, before: Snapshot) -> None:
        self._before = before
        self._rows: dict[str, VersionRow] = {}
        self._models: dict[str, ModelRow] = {}
        self._failures: dict[str, ModelportError] = {}

    def add(self, batch: Batch) -> None:
        match batch:
            case Listed(region, model, versions):
                self._list(region, model, versions)
            case PlaceFailed(region, error):
                self._failures[region] = error
            case PlaceFinished():
                pass

    def partial(self) -> Snapshot:
        return Snapshot(_in_order(self._rows.values()), dict(self._models), dict(self._failures), False)

    @property
    def has_rows(self) -> bool:
        """Whether there is a version at all."""
        return bool(self._rows)

    def complete(self, running: Nodes) -> Snapshot:
        old_rows = {key: row for key, row in self._before.rows.items() if row.region in self._failures}
        old_models = {key: row for key, row in self._before.models.items() if row.endpoint in self._failures}
        models = old_models | self._models
        rows = (_with_nodes(row, running, models) for row in (old_rows | self._rows).values())
        return Snapshot(_in_order(rows), models, self._failures, True)

    def _list(self, region: str, model: dict[str, object], versions: Sequence[dict[str, object]]) -> None:
        """One resource of a form that is not understood hides no other."""
        try:
            row = model_row(region, model)
            self._models[row.key] = row
        except PlatformError as error:
            self._failures[region] = error
        for version in versions:
            try:
                found = version_row(region, version)
                self._rows[found.key] = found
            except PlatformError as error:
                self._failures[region] = error


def _in_order(rows: Iterable[VersionRow]) -> dict[str, VersionRow]:
    return {row.key: row for row in by_name(rows)}


def _with_nodes(row: VersionRow, running: Nodes, models: Mapping[str, ModelRow]) -> VersionRow:
    model = models.get(f"{row.region} {row.path.rpartition('/versions/')[0]}")
    now = nodes_of(running, row, model.regions.split() if model else ())
    return row if now == row.nodes_now else replace(row, nodes_now=now)
