"""Answers that are no answers: cut off on the way, or of another form than the call has, from a proxy for instance."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from modelport.errors import PlatformError

from .serving import Busy

CUT_OFF = (json.JSONDecodeError, UnicodeDecodeError)
MISSHAPEN = msgspec.ValidationError


@contextmanager
def understood(doing: str) -> Iterator[None]:
    """Raises Busy where an answer is cut off and PlatformError where it is misshapen; `doing` completes “Cannot …”."""
    try:
        yield
    except (*CUT_OFF, MISSHAPEN) as error:
        raise misread(error, doing) from error


def misread(error: BaseException, doing: str) -> PlatformError:
    """The error for an answer that could not be read: Busy where the same call may bring the whole."""
    if isinstance(error, MISSHAPEN):
        return PlatformError(
            f"Cannot {doing}: the platform answered in a form that is not understood.",
            why=f"{error}.",
            fix="Look whether the endpoint is the right one, and whether a proxy answers in its place; "
            "what exists is kept.",
        )
    return Busy(
        f"Cannot {doing}: the platform's answer was not whole.",
        why=f"What came is no JSON: {error}.",
        fix="Run it again; if that does not help, look whether the endpoint is the right one, and whether a proxy "
        "answers in its place.",
    )
