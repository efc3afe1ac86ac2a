"""A line where nothing else would be seen for long: what is waited for, by name where a platform owes an answer."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from modelport.platforms.under_way import Silence, silence

from .diagnostics import note

SILENT_SECONDS = 3.0
"""People doubt a program after some ten seconds without a sign (Nielsen, Response Times): well before that."""
GROWTH = 3
"""By so much is waited longer before the next line of the same wait."""
POLL_SECONDS = 0.2


def silence_words(silent: Silence) -> str:
    """`us-central1-ml.googleapis.com does not answer yet (6 s)`; of several places the first is named."""
    first, *others = silent.places
    who = f"{first} and {len(others)} more do" if others else f"{first} does"
    return f"{who} not answer yet ({silent.seconds:.0f} s)"


@contextmanager
def told_if_slow(what: str = "", way_out: str = "Ctrl-C leaves.", tell: Callable[[str], None] = note) -> Iterator[None]:
    """Say on stderr what is waited for: after three seconds, and when three times as long have gone by, and so on.

    `what` is said where no platform owes an answer; without it, nothing is said then.
    """
    is_over = threading.Event()
    thread = threading.Thread(target=_tell, args=(what, way_out, tell, is_over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _tell(what: str, way_out: str, tell: Callable[[str], None], is_over: threading.Event) -> None:
    began, told = time.monotonic(), 0.0
    while not is_over.wait(POLL_SECONDS):
        seconds, words = _waited(what, began)
        told = told if seconds >= told else 0.0
        if seconds >= max(SILENT_SECONDS, told * GROWTH):
            told = seconds
            tell(f"… {words}. {way_out}")


def _waited(what: str, began: float) -> tuple[float, str]:
    """For how long, and for what; 0 seconds for nothing worth a word."""
    if silent := silence(began):
        return silent.seconds, silence_words(silent)
    seconds = time.monotonic() - began
    return (seconds, f"still waiting for {what} ({seconds:.0f} s)") if what else (0.0, "")
