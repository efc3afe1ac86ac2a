"""Who works on a run: one process at a time, for as long as it lives."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import ModelportError

PATIENCE_SECONDS, POLL_SECONDS = 0.5, 0.02
"""A process that only looks whether a run goes on holds its lock for a moment."""


@contextmanager
def alone(journal: Path) -> Iterator[None]:
    """Holds the run of this journal; raises ModelportError where another process has it. Ends with the process."""
    handle = os.open(journal, os.O_RDONLY)
    try:
        if not _locked(handle, PATIENCE_SECONDS):
            raise ModelportError(
                f"The run {journal.stem} goes on in another process.",
                why="Two at once would get in each other's way.",
                fix="Wait for its end, or stop it where it runs with ctrl+c; then go on with it.",
                command="modelport runs",
            )
        yield
    finally:
        os.close(handle)


def goes_on(journal: Path) -> bool:
    """Whether a process works on the run now."""
    try:
        handle = os.open(journal, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _locked(handle, 0.0)
    finally:
        os.close(handle)


def _locked(handle: int, patience_seconds: float) -> bool:
    until = time.monotonic() + patience_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(POLL_SECONDS)
        except OSError:
            return True  # a file system without locks: as it was before there were any
        else:
            return True
