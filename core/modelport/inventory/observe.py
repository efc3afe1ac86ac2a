"""A project watched over time: snapshots, and what changed between them."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from modelport.errors import ModelportError, PlatformError

from .columns import by_name
from .connections import Connections
from .fetch import Fetching, Listed
from .rounds import Round, Rounds, paced
from .rows import ModelRow, VersionRow, model_row, version_row
from .threads import EndpointThreads
from .traffic import Nodes, nodes_of, read_nodes

METRICS = "metrics"
NODES_SECONDS = 2.0
"""So long a snapshot waits for the numbers of nodes that run."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What exists, by the keys of rows, which are in the order of their names.

    `failures` are by endpoint, whose rows are those of an earlier time: `last_seen`, where there was one.
    """

    rows: Mapping[str, VersionRow] = field(default_factory=dict)
    models: Mapping[str, ModelRow] = field(default_factory=dict)
    failures: Mapping[str, ModelportError] = field(default_factory=dict)
    is_complete: bool = False
    last_seen: Mapping[str, datetime] = field(default_factory=dict)


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
    watched = _Watched(connections, regions, before, cancel or threading.Event())
    try:
        yield from map(watched.snapshot, watched.rounds.look())
    finally:
        watched.close()


def observe(
    connections: Connections,
    regions: Sequence[str],
    stop: threading.Event,
    *,
    wake: threading.Event,
    focused: threading.Event,
) -> Iterator[Snapshot]:
    """Passes over and over until `stop` is set; set `wake` too, to end a wait at once. For a thread of its own."""
    watched = _Watched(connections, regions, None, stop)
    try:
        yield from paced(watched.rounds, watched.snapshot, stop, wake, focused)
    finally:
        watched.close()


@dataclass(frozen=True, slots=True)
class _Page:
    """Rows of one model; one resource of a form that is not understood hides no other."""

    models: tuple[ModelRow, ...]
    versions: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """A snapshot, and of what it was made."""

    pages: Sequence[_Page]
    running: Nodes
    snapshot: Snapshot

    def is_of(self, pages: Sequence[_Page], running: Nodes) -> bool:
        """Whether it was made of the very same pages, in whichever order they came."""
        return running == self.running and set(map(id, pages)) == set(map(id, self.pages))


class _Watched:
    """Rounds over the versions of a project, and the snapshots that are made of them."""

    def __init__(
        self, connections: Connections, regions: Sequence[str], before: Snapshot | None, stop: threading.Event
    ) -> None:
        self._fetching = Fetching(connections, "", stop)
        self._running = _Running(connections, stop)
        self._pages: dict[tuple[str, str, str], tuple[Listed, _Page, ModelportError | None]] = {}
        self._made = _Made([], {}, Snapshot())
        known = _pages_of(before) if before else None
        self.rounds = Rounds(self._fetching, self._fetching.start, regions, self._page, known)

    def close(self) -> None:
        """Wait for no answer any more."""
        self._fetching.close()
        self._running.close()

    def snapshot(self, seen: Round[_Page]) -> Snapshot:
        """The rows of a round, the very same mapping as before where none has changed.

        How many nodes run is asked once it is complete, where there is a version at all.
        """
        pages = [page for part in seen.parts.values() for page in part]
        running = self._running.newest() if seen.is_complete and any(page.versions for page in pages) else {}
        if not self._made.is_of(pages, running):
            models = {row.key: row for page in pages for row in page.models}
            found = {row.key: row for page in pages for row in page.versions}
            rows = by_name(_with_nodes(row, running, models) for row in found.values())
            self._made = _Made(pages, running, Snapshot({row.key: row for row in rows}, models))
        return replace(
            self._made.snapshot, failures=seen.failures, is_complete=seen.is_complete, last_seen=seen.last_seen
        )

    def _page(self, listed: Listed) -> tuple[str, _Page, ModelportError | None]:
        """What was made of the same answer before: rows that do not change are made once."""
        first = str(listed.versions[0].get("name")) if listed.versions else ""
        key = (listed.region, str(listed.model.get("name")), first)
        known = self._pages.get(key)
        if known is None or known[0] != listed:
            known = self._pages[key] = (listed, *_page(listed))
        return listed.region, *known[1:]


class _Running:
    """The nodes that run now, asked in a thread: metrics that do not answer hold up no snapshot."""

    def __init__(self, connections: Connections, stop: threading.Event) -> None:
        self._connections = connections
        self._threads = EndpointThreads[Nodes](stop)
        self._newest: Nodes = {}

    def close(self) -> None:
        """Wait for no answer any more."""
        self._threads.close()

    def newest(self) -> Nodes:
        """What the metrics say; what they said before where that takes long."""
        if not self._threads.under_way:
            self._threads.begin(METRICS, lambda: [read_nodes(self._connections.session)])
        while self._is_waited_for():
            if isinstance(found := self._threads.take(), Mapping):
                self._newest = found
        return self._newest

    def _is_waited_for(self) -> bool:
        threads = self._threads
        return bool(threads.under_way) and not threads.is_over and threads.silence(METRICS) < NODES_SECONDS


def _page(listed: Listed) -> tuple[_Page, ModelportError | None]:
    models, versions = list[ModelRow](), list[VersionRow]()
    failed: ModelportError | None = None
    try:
        models.append(model_row(listed.region, listed.model))
    except PlatformError as error:
        failed = error
    for version in listed.versions:
        try:
            versions.append(version_row(listed.region, version))
        except PlatformError as error:
            failed = error
    return _Page(tuple(models), tuple(versions)), failed


def _pages_of(before: Snapshot) -> dict[str, list[_Page]]:
    """A page for each endpoint."""
    pages: dict[str, list[_Page]] = {}
    for endpoint, models in groupby(before.models.values(), lambda row: row.endpoint):
        pages.setdefault(endpoint, []).append(_Page(tuple(models), ()))
    for region, versions in groupby(before.rows.values(), lambda row: row.region):
        pages.setdefault(region, []).append(_Page((), tuple(versions)))
    return pages


def _with_nodes(row: VersionRow, running: Nodes, models: Mapping[str, ModelRow]) -> VersionRow:
    model = models.get(f"{row.region} {row.path.rpartition('/versions/')[0]}")
    now = nodes_of(running, row, model.regions.split() if model else ())
    return row if now == row.nodes_now else replace(row, nodes_now=now)
