"""The same instances to two versions: answers and latencies side by side, before one becomes the default."""

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .asking import Answer, ask
from .connections import Connections
from .rows import VersionRow

TOLERANCE = 1e-6
"""Relative difference up to which two numbers count as the same answer."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Both answers to one instance; `is_equal` is False where either side gave none."""

    instance: object
    left: Answer
    right: Answer
    is_equal: bool


def compare(
    connections: Connections,
    left: VersionRow,
    right: VersionRow,
    instances: Sequence[object],
    cancel: threading.Event | None = None,
) -> Iterator[Compared]:
    """Asks both versions for each instance by itself, one after the other; ends early once `cancel` is set."""
    for instance in instances:
        if cancel and cancel.is_set():
            return
        ours, theirs = (ask(connections, row.region, row.path, [instance]) for row in (left, right))
        is_equal = not (ours.error or theirs.error) and same(ours.prediction, theirs.prediction)
        yield Compared(instance, ours, theirs, is_equal)


def same(left: object, right: object) -> bool:
    """Whether two predictions agree: numbers within TOLERANCE, the rest exactly."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return left == right
