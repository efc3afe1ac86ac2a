"""A line for each HTTP call, for `--verbose`: no header and no query, where tokens and upload sessions stand."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from .under_way import noted, place_of

LOG = logging.getLogger("modelport.http")


def note_call(method: str, url: str, status: int, seconds: float) -> None:
    """Log one call at level DEBUG."""
    place = urlsplit(url)._replace(query="", fragment="").geturl()
    LOG.debug("%s %s → %d in %.0f ms", method, place, status, seconds * 1000)


class Call:
    """One call under way; `status` is set by whoever makes it."""

    status = 0


@contextmanager
def timed(method: str, url: str, size: int = 0) -> Iterator[Call]:
    """Log the call made inside, with a body of `size` bytes, once it has an answer; until then it is under way."""
    call, begun = Call(), time.perf_counter()
    with noted(place_of(url), size):
        yield call
    note_call(method, url, call.status, time.perf_counter() - begun)
