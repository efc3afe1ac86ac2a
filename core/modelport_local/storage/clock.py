"""Times as the API writes them."""

import time
from datetime import UTC, datetime


def now() -> str:
    """RFC 3339 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Generations:
    """Numbers of generations: microseconds since 1970, each greater than every one before."""

    def __init__(self, last: int) -> None:
        self._last = last

    def next(self) -> int:
        """A new one."""
        self._last = max(time.time_ns() // 1000, self._last + 1)
        return self._last
