"""Counters of one version's predictions, in memory."""

import bisect
import time
from datetime import UTC, datetime

BOUNDS_MS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000)
"""Upper bounds of the latency histogram's buckets in milliseconds; one more bucket has no bound."""


class Statistics:
    """Requests, errors, latencies and the last use of a version since the platform started."""

    __slots__ = ("_last", "errors", "latencies", "requests")

    def __init__(self) -> None:
        self.requests = 0
        self.errors = 0
        self.latencies = [0] * (len(BOUNDS_MS) + 1)
        self._last = 0.0

    def count(self, status: int, seconds: float) -> None:
        """Note one answered request."""
        self.requests += 1
        self.errors += status >= 400
        self.latencies[bisect.bisect_left(BOUNDS_MS, seconds * 1000)] += 1
        self._last = time.time()

    @property
    def last_use(self) -> str:
        """RFC 3339 with microseconds, or ""."""
        if not self._last:
            return ""
        moment = datetime.fromtimestamp(self._last, UTC)
        return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
