"""A line for each HTTP call, for `--verbose`: no header and no query, where tokens and upload sessions stand."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

LOG = logging.getLogger("modelport.http")


def note_call(method: str, url: str, status: int, seconds: float) -> None:
    """Log one call at level DEBUG."""
    place = urlsplit(url)._replace(query="", fragment="").geturl()
    LOG.debug("%s %s → %d in %.0f ms", method, place, status, seconds * 1000)


def note_response(response: Any, *_arguments: Any, **_options: Any) -> None:
    """A hook of requests: logs the call that was answered."""
    note_call(response.request.method, response.url, response.status_code, response.elapsed.total_seconds())


class Call:
    """One call under way; `status` is set by whoever makes it."""

    status = 0


@contextmanager
def timed(method: str, url: str) -> Iterator[Call]:
    """Log the call made inside, once it has an answer."""
    call, begun = Call(), time.perf_counter()
    yield call
    note_call(method, url, call.status, time.perf_counter() - begun)
