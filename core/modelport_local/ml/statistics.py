"""Counters of one version's predictions, in memory."""

import bisect
import time
from datetime import UTC, datetime

from ..metrics.history import Totals

BOUNDS_US = tuple(
    1000 * ms for ms in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000)
)  # fmt: skip
"""Where one bucket of the latency histogram ends and the next begins, in microseconds; the last has no end."""


class Statistics:
    """Answers by status, latencies and the last use of a version since it began to serve."""

    __slots__ = ("_last", "codes", "latencies", "microseconds")

    def __init__(self) -> None:
        self.codes: dict[int, int] = {}
        self.latencies = [0] * (len(BOUNDS_US) + 1)
        self.microseconds = 0.0
        self._last = 0.0

    def count(self, status: int, seconds: float) -> None:
        """Note one answered request."""
        self.codes[status] = self.codes.get(status, 0) + 1
        microseconds = seconds * 1e6
        self.latencies[bisect.bisect_right(BOUNDS_US, microseconds)] += 1
        self.microseconds += microseconds
        self._last = time.time()

    @property
    def totals(self) -> Totals:
        """A copy of the counters."""
        return Totals(dict(self.codes), tuple(self.latencies), self.microseconds)

    @property
    def last_use(self) -> str:
        """RFC 3339 with microseconds, or ""."""
        if not self._last:
            return ""
        moment = datetime.fromtimestamp(self._last, UTC)
        return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
