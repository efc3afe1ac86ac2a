"""How long a step usually takes: what this user's own runs took, else the order of magnitude of the platform."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from .events import StateSeen, StepFinished
from .journal import past_runs
from .request import DeploymentRequest, PlatformName
from .steps.order import UPLOAD, WAIT

RUNS, SAMPLES, FEWEST = 60, 20, 3
"""Journals looked at, newest first; times of a step taken from them; with fewer times nothing is said."""
SHARE = 0.9
ROUND_SECONDS = (2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1200, 1800, 3600)
SHORT_SECONDS = 1.0
"""A step that is over sooner needs no word."""

Magnitude = Literal["seconds", "minutes"]
WAITING: dict[PlatformName, Magnitude] = {"local": "seconds", "ai-platform": "minutes"}
"""Until a version serves: Google starts machines for its nodes, the embedded platform only processes."""


@dataclass(frozen=True, slots=True)
class Usual:
    """A step takes under `seconds` in nine of ten runs; without enough runs (None), it takes a time of this order."""

    seconds: float | None
    magnitude: Magnitude


def usual_durations(request: DeploymentRequest) -> dict[str, Usual]:
    """By step, from past runs on the same platform with the same framework; the upload tells its own time left."""
    times: dict[str, list[float]] = {}
    for past, records in past_runs(RUNS):
        if _kind(past) == _kind(request):
            for step, seconds in _worked(records):
                times.setdefault(step, []).append(seconds)
    found = {WAIT: Usual(None, WAITING[request.target.platform])}
    for step, each in times.items():
        if step != UPLOAD and len(each) >= FEWEST:
            found[step] = _bound(each[:SAMPLES])
    return {step: usual for step, usual in found.items() if usual.seconds is None or usual.seconds > SHORT_SECONDS}


def _kind(request: DeploymentRequest) -> tuple[str, str]:
    return request.target.platform, request.artifact.framework


def _worked(records: Iterable[dict[str, Any]]) -> Iterable[tuple[str, float]]:
    """Steps that did what they usually do, with their seconds: what was there already took no time that counts."""
    has_waited = False
    for record in records:
        match record:
            case {"event": StateSeen.__name__, "step": step} if step == WAIT:
                has_waited = True
            case {"event": StepFinished.__name__, "step": str(step), "outcome": str(word), "seconds": int() | float()}:
                if word not in ("exists", "updated") and (step != WAIT or has_waited):
                    yield step, float(record["seconds"])


def _bound(times: list[float]) -> Usual:
    """The 90th percentile (nearest rank), rounded up to a time that people say."""
    ranked = sorted(times)
    percentile = ranked[math.ceil(SHARE * len(ranked)) - 1]
    if percentile <= SHORT_SECONDS:
        return Usual(percentile, "seconds")
    bound = next((each for each in ROUND_SECONDS if percentile <= each), 3600 * math.ceil(percentile / 3600))
    return Usual(float(bound), "minutes" if bound >= 60 else "seconds")
