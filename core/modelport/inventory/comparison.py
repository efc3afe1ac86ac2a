"""The same instances to two versions: answers and latencies side by side, before one becomes the default."""

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modelport.errors import PlatformError
from modelport.versions import predict

from .connections import Connections
from .rows import VersionRow

TOLERANCE = 1e-6
"""Relative difference up to which two numbers count as the same answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One version's prediction for one instance and the round trip in seconds; `error` in place of a prediction."""

    prediction: object
    seconds: float
    error: str = ""


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
        ours, theirs = _ask(connections, left, instance), _ask(connections, right, instance)
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


def _ask(connections: Connections, row: VersionRow, instance: object) -> Answer:
    try:
        with connections.borrowed(row.region) as serving:
            predictions, seconds = predict(serving, row.path, [instance])
    except PlatformError as error:
        return Answer(None, 0.0, error.why or error.summary)
    return Answer(predictions[0] if len(predictions) == 1 else list(predictions), seconds)
