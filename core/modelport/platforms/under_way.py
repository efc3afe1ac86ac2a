"""Calls that have no answer yet, so that whoever waits can say for what."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

SILENT_SECONDS = 2.0
"""An answer that takes longer is worth a word: both platforms mostly give theirs within a second."""
CARRYING_SECONDS = 10.0
"""The same for a call that carries a file's bytes."""
CARRIED_BYTES = 256 * 1024
"""From so many bytes on, a call carries a file's."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Places that owe an answer, such as `us-central1-ml.googleapis.com`, and how long the first one has."""

    places: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Call:
    place: str
    begun: float
    patience: float


_calls: dict[int, _Call] = {}
_numbers = itertools.count()
_lock = threading.Lock()


@contextmanager
def noted(place: str, size: int = 0) -> Iterator[None]:
    """Note a call to `place` with a body of `size` bytes as under way until the end of the block."""
    number = next(_numbers)
    patience = CARRYING_SECONDS if size >= CARRIED_BYTES else SILENT_SECONDS
    with _lock:
        _calls[number] = _Call(place, time.monotonic(), patience)
    try:
        yield
    finally:
        with _lock:
            del _calls[number]


def silence(since: float = 0.0) -> Silence | None:
    """Who has not answered in time; calls begun before `since` (`time.monotonic()`) are not waited for any more."""
    now = time.monotonic()
    with _lock:
        late = [call for call in _calls.values() if call.begun >= since and now - call.begun >= call.patience]
    if not late:
        return None
    late.sort(key=lambda call: call.begun)
    return Silence(tuple(dict.fromkeys(call.place for call in late)), now - late[0].begun)


def place_of(url: str) -> str:
    """The host that is asked, and the region where that stands in the path."""
    address = urlsplit(url)
    first, _, rest = address.path.lstrip("/").partition("/")
    region = rest.partition("/")[0] if first == "regions" else ""
    return f"{region} at {address.netloc}" if region else address.netloc
