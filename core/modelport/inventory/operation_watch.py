"""The operations of a project watched over time, at the same pace as its versions."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from modelport.errors import ModelportError, PlatformError

from .connections import Connections
from .observe import SHORTEST, UNFOCUSED, next_pause
from .operation_rows import OperationRow, operation_row
from .operations import every_operation


@dataclass(frozen=True, slots=True)
class OperationsSeen:
    """The operations by the keys of rows; `failures` by endpoint, whose rows are those of an earlier pass."""

    rows: Mapping[str, OperationRow] = field(default_factory=dict)
    failures: Mapping[str, ModelportError] = field(default_factory=dict)


def one_pass(connections: Connections, regions: Sequence[str], before: OperationsSeen) -> OperationsSeen:
    """Asks every endpoint once; raises nothing, failures are in the answer."""
    found, failed = every_operation(connections, regions)
    failures = {each.region: each.error for each in failed}
    rows: dict[str, OperationRow] = {}
    for region, resource in found:
        try:
            row = operation_row(region, resource)
        except PlatformError as error:
            failures[region] = error
        else:
            rows[row.key] = row
    kept = {key: row for key, row in before.rows.items() if row.region in failures}
    return OperationsSeen(kept | rows, failures)


def observe_operations(
    connections: Connections,
    regions: Sequence[str],
    stop: threading.Event,
    *,
    wake: threading.Event,
    focused: threading.Event,
) -> Iterator[OperationsSeen]:
    """Passes over and over until `stop` is set; set `wake` too, to end a wait at once. For a thread of its own."""
    before, pause = OperationsSeen(), SHORTEST
    while not stop.is_set():
        seen = one_pass(connections, regions, before)
        if stop.is_set():
            return
        yield seen
        pause = next_pause(pause, is_changed=dict(seen.rows) != dict(before.rows))
        before = seen
        wake.wait(pause if focused.is_set() else UNFOCUSED)
        wake.clear()
