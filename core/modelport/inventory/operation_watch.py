"""The operations of a project watched over time, at the same pace as its versions."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from modelport.errors import ModelportError, PlatformError
from modelport.platforms.serving import Resource

from .connections import Connections
from .operation_rows import OperationRow, operation_row
from .rounds import Round, Rounds, paced
from .threads import EndpointThreads

_Found: TypeAlias = tuple[str, Resource]


@dataclass(frozen=True, slots=True)
class OperationsSeen:
    """The operations by the keys of rows.

    `failures` are by endpoint, whose rows are those of an earlier time: `last_seen`, where there was one.
    """

    rows: Mapping[str, OperationRow] = field(default_factory=dict)
    failures: Mapping[str, ModelportError] = field(default_factory=dict)
    is_complete: bool = True
    last_seen: Mapping[str, datetime] = field(default_factory=dict)


def observe_operations(
    connections: Connections,
    regions: Sequence[str],
    stop: threading.Event,
    *,
    wake: threading.Event,
    focused: threading.Event,
) -> Iterator[OperationsSeen]:
    """Passes over and over until `stop` is set; set `wake` too, to end a wait at once. For a thread of its own."""
    threads = EndpointThreads[_Found](stop)
    parent = f"projects/{connections.session.project}"

    def listed(region: str) -> Iterator[_Found]:
        with connections.borrowed(region) as serving:
            yield from ((region, resource) for resource in serving.operations(parent))

    rounds = Rounds(threads, lambda region: threads.begin(region, lambda: listed(region)), regions, _row)
    try:
        yield from paced(rounds, _seen, stop, wake, focused)
    finally:
        threads.close()


def _row(found: _Found) -> tuple[str, OperationRow | None, ModelportError | None]:
    """No row where the platform's form is not understood."""
    region, resource = found
    try:
        return region, operation_row(region, resource), None
    except PlatformError as error:
        return region, None, error


def _seen(found: Round[OperationRow | None]) -> OperationsSeen:
    rows = {row.key: row for part in found.parts.values() for row in part if row}
    return OperationsSeen(rows, found.failures, found.is_complete, found.last_seen)
