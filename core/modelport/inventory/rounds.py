"""Endpoints asked again and again: who does not answer in time is waited for, and holds up nobody."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar

from modelport.errors import ModelportError, Unreachable

from .threads import EndpointThreads, Item, PlaceFailed, PlaceFinished

Kept = TypeVar("Kept")
QUIET_SECONDS = 3.0
"""So long an endpoint may say nothing before the others are shown without it: more than a call takes anywhere."""
DOUBTED_SECONDS = 0.5
"""The same for one that failed the last time."""
PARTIAL_SECONDS = 0.1
"""Between two states of the first round, which cost as much as there is so far."""
SHORTEST, LONGEST, UNFOCUSED = 2.0, 30.0, 60.0
"""Seconds between two rounds: after a change, at most, and while nobody looks."""
GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class Round(Generic[Kept]):
    """What each endpoint told when it answered last; `last_seen` has the time of that for those that fail now."""

    parts: Mapping[str, Sequence[Kept]]
    failures: Mapping[str, ModelportError]
    last_seen: Mapping[str, datetime]
    is_complete: bool


class Rounds(Generic[Item, Kept]):
    """Asks every endpoint whenever `look` is called, each only once its answer to the call before is there.

    `kept` makes what is kept of an answer, and the error where it is not understood; `before` is what is known.
    """

    def __init__(
        self,
        threads: EndpointThreads[Item],
        start: Callable[[str], None],
        regions: Sequence[str],
        kept: Callable[[Item], tuple[str, Kept, ModelportError | None]],
        before: Mapping[str, Sequence[Kept]] | None = None,
    ) -> None:
        self._threads, self._start, self._regions, self._kept = threads, start, regions, kept
        self._whole: dict[str, Sequence[Kept]] = dict(before or {})
        self._parts = dict(self._whole)
        self._growing: dict[str, list[Kept]] = {}
        self._failures: dict[str, ModelportError] = {}
        self._failing: dict[str, ModelportError] = {}
        self._seen: dict[str, datetime] = {}
        self._is_first = before is None

    def look(self) -> Iterator[Round[Kept]]:
        """One round: on the first one states that grow, and at the end a complete one, unless it was stopped."""
        for region in self._regions:
            if region not in self._threads.under_way:
                self._growing[region] = []
                self._start(region)
        due = time.monotonic()
        while self._is_waited_for() and not self._threads.is_over:
            is_news = self._take()
            if is_news and self._is_first and (now := time.monotonic()) >= due:
                yield self._state(is_complete=False)
                due = now + PARTIAL_SECONDS
        if not self._threads.is_over:
            self._is_first = False
            yield self._state(is_complete=True)

    def rest(self, seconds: float, wake: threading.Event) -> Iterator[Round[Kept]]:
        """Wait so long, or until `wake` is set; who answers late is shown at once."""
        end = time.monotonic() + seconds
        while self._threads.under_way and (left := end - time.monotonic()) > 0 and not wake.is_set():
            before = set(self._threads.under_way)
            self._take(min(left, 0.1))
            if before != self._threads.under_way and not self._threads.is_over:
                yield self._state(is_complete=True)
        wake.wait(max(0.0, end - time.monotonic()))
        wake.clear()

    def _is_waited_for(self) -> bool:
        return any(self._threads.silence(region) < self._patience(region) for region in self._threads.under_way)

    def _patience(self, region: str) -> float:
        return DOUBTED_SECONDS if region in self._failures else QUIET_SECONDS

    def _take(self, seconds: float = 0.1) -> bool:
        """Whether there is more to show than before."""
        match self._threads.take(seconds):
            case None:
                return False
            case PlaceFailed(region, error):
                self._failing[region] = error
            case PlaceFinished(region):
                self._settle(region)
            case item:
                region, found, misread = self._kept(item)
                self._growing[region].append(found)
                if misread:
                    self._failing[region] = misread
                return True
        return False

    def _settle(self, region: str) -> None:
        """What an endpoint that failed had before is kept."""
        found = self._growing.pop(region)
        if error := self._failing.pop(region, None):
            self._failures[region] = error
            self._parts[region] = (*self._whole.get(region, ()), *found)
        else:
            self._failures.pop(region, None)
            self._parts[region] = self._whole[region] = found
            self._seen[region] = datetime.now(UTC)

    def _state(self, *, is_complete: bool) -> Round[Kept]:
        quiet = [region for region in self._threads.under_way if is_complete and region not in self._failures]
        failures = {**self._failures, **self._failing, **dict.fromkeys(quiet, _quiet())}
        grown = {region: found for region, found in self._growing.items() if found and region not in self._parts}
        last_seen = {region: self._seen[region] for region in failures if region in self._seen}
        return Round({**self._parts, **grown}, failures, last_seen, is_complete)


class State(Protocol):
    """What is made of a round."""

    @property
    def rows(self) -> Mapping[str, object]: ...


Made = TypeVar("Made", bound=State)


def paced(
    rounds: Rounds[Item, Kept],
    made: Callable[[Round[Kept]], Made],
    stop: threading.Event,
    wake: threading.Event,
    focused: threading.Event,
) -> Iterator[Made]:
    """Round after round until `stop` is set, ever more rarely while no row changes; `wake` ends a wait at once."""
    before: Mapping[str, object] | None = None
    pause = SHORTEST
    while not stop.is_set():
        last = None
        for last in map(made, rounds.look()):
            yield last
        if last is None or stop.is_set():
            return
        pause = next_pause(pause, is_changed=before is None or before != last.rows)
        before = last.rows
        yield from map(made, rounds.rest(pause if focused.is_set() else UNFOCUSED, wake))


def next_pause(pause: float, *, is_changed: bool) -> float:
    """Seconds to the next round: short after a change, longer and longer while nothing happens."""
    return SHORTEST if is_changed else min(pause * GROWTH, LONGEST)


def _quiet() -> ModelportError:
    return Unreachable("No answer yet.", why="It is waited for; what was seen before is shown meanwhile.")
