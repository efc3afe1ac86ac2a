"""What a pool met with its nodes of late: when to start the next one, and what to tell about it."""

from collections.abc import Callable

FIRST_BACKOFF, LAST_BACKOFF = 0.1, 10.0
HOPELESS_AFTER = 3
SETTLED_SECONDS = 10.0
TOLD_SECONDS = 60.0


class Recovery:
    """Counts failures in a row; all times are in seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._failures = 0
        self._failed_starts = 0
        self._reason: Callable[[], str] = str
        self._last = float("-inf")

    def not_started(self, reason: str, now: float) -> float:
        """A node could not be started; the seconds to wait before the next one."""
        self._failed_starts += 1
        return self._wait(lambda: reason, now)

    def died(self, reason: Callable[[], str], age: float, now: float) -> float:
        """A node that had been there for `age` seconds is gone; the seconds to wait before the next one."""
        if age > SETTLED_SECONDS:
            self._failures = 0
        return self._wait(reason, now)

    def _wait(self, reason: Callable[[], str], now: float) -> float:
        delay = min(FIRST_BACKOFF * 2.0**self._failures, LAST_BACKOFF)
        self._failures += 1
        self._reason, self._last = reason, now
        return delay

    def started(self) -> None:
        """A node is ready."""
        self._failed_starts = 0

    @property
    def is_hopeless(self) -> bool:
        """Whether one start after the other has failed."""
        return self._failed_starts >= HOPELESS_AFTER

    def trouble(self, now: float, has_nodes: bool) -> str:
        """What happened last, until it is a while ago and there are nodes again; "" if all is well."""
        if has_nodes and now - self._last > TOLD_SECONDS:
            return ""
        return self._reason()
