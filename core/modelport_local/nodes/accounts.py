"""What the kernel says about the nodes' processes: how many processors they keep busy, and their memory."""

import mmap
import os
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_USER, _SYSTEM, _PAGES = 11, 12, 21
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Account(NamedTuple):
    """Seconds of one processor since the process began, and resident bytes now."""

    seconds: float
    resident: int


def account_of(pid: int) -> Account:
    """A process's account; zeros where there is no such process, or no /proc to tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return Account(0.0, 0)
    return Account((int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS, int(fields[_PAGES]) * mmap.PAGESIZE)


class ProcessorUse:
    """Follows processes that come and go; what one did before it was first seen, such as its loading, is left out."""

    def __init__(self) -> None:
        self._seen: Mapping[int, float] = {}
        self._total = 0.0
        self._past: deque[tuple[float, float]] = deque()

    def busy(self, seconds: Mapping[int, float], now: float, window: float) -> float:
        """The mean number of processors that were busy in the last `window` seconds, 0 until that much is known.

        `seconds` are those of each process so far, by its pid.
        """
        self._total += sum(max(0.0, spent - self._seen.get(pid, spent)) for pid, spent in seconds.items())
        self._seen = seconds
        self._past.append((now, self._total))
        while len(self._past) > 1 and now - self._past[1][0] >= window:
            self._past.popleft()
        since, total = self._past[0]
        return (self._total - total) / (now - since) if now - since >= window else 0.0
