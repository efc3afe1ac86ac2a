"""A line where nothing else would be seen for long."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .diagnostics import note

SILENT_SECONDS = 5.0
"""People doubt a program after some ten seconds without a sign (Nielsen, Response Times)."""


@contextmanager
def told_if_slow(what: str) -> Iterator[None]:
    """Say on stderr that `what` is still waited for: after five seconds, and at double the time again and again."""
    is_over = threading.Event()

    def tell() -> None:
        seconds = SILENT_SECONDS
        pause = seconds
        while not is_over.wait(pause):
            note(f"… still waiting for {what}, for {seconds:.0f} seconds now. Ctrl-C leaves.")
            pause, seconds = seconds, seconds * 2

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
