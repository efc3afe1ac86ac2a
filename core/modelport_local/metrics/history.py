"""One version's last hour, sample by sample, in memory."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

SAMPLE_SECONDS = 10.0
KEPT_SAMPLES = 360


class Totals(NamedTuple):
    """What was counted since the version began to serve: answers by status, and their latencies in microseconds."""

    codes: Mapping[int, int]
    latencies: Sequence[int]
    microseconds: float


class Nodes(NamedTuple):
    """How many nodes a version has, and how many it should have."""

    running: int
    wanted: int


class Sample(NamedTuple):
    """What happened from `start` to `end` (seconds since 1970), and the nodes at its end."""

    start: float
    end: float
    totals: Totals
    nodes: Nodes


class History:
    """Samples that follow each other without a gap; the oldest is dropped when there are KEPT_SAMPLES."""

    def __init__(self, began: float, totals: Totals) -> None:
        self._samples: deque[Sample] = deque(maxlen=KEPT_SAMPLES)
        self._last_end = began
        self._last_totals = totals

    def sample_if_due(self, now: float, totals: Totals, nodes: Nodes) -> None:
        """Keep a sample where the last one is SAMPLE_SECONDS old."""
        if now - self._last_end >= SAMPLE_SECONDS:
            self._samples.append(self.present(now, totals, nodes))
            self._last_end, self._last_totals = now, totals

    def between(self, start: float, end: float, present: Sample) -> list[Sample]:
        """Samples that ended after `start` and not after `end`, newest first, and `present` where `end` reaches it.

        Clients give `end` in whole seconds, so a second is added to it for `present`.
        """
        found = [sample for sample in self._samples if start < sample.end <= end]
        if start < present.end and present.start <= end + 1:
            found.append(present)
        return found[::-1]

    def present(self, now: float, totals: Totals, nodes: Nodes) -> Sample:
        """What has happened since the last sample that is kept."""
        return Sample(self._last_end, max(now, self._last_end), _difference(totals, self._last_totals), nodes)


def _difference(new: Totals, old: Totals) -> Totals:
    codes = Counter(new.codes)
    codes.subtract(old.codes)
    latencies = tuple(a - b for a, b in zip(new.latencies, old.latencies, strict=True))
    return Totals(dict(codes), latencies, new.microseconds - old.microseconds)
