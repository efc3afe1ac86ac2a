"""Byte ranges: those asked for in downloads, and those that a resumable upload sends."""

import re
from dataclasses import dataclass

from ..http.messages import HttpError
from .errors import invalid

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_CONTENT_RANGE = re.compile(r"bytes\s+(?:(\d{1,18})-(\d{1,18})|\*)/(\d{1,18}|\*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """What a PUT of a resumable upload carries: bytes `first` to before `end` (None: open) of `total` (or None)."""

    first: int
    end: int | None
    total: int | None
    is_query: bool = False


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """Offset and length of a Range header, None for the whole; raises HttpError 416.

    As HTTP allows, several ranges and units other than bytes are ignored.
    """
    found = _RANGE.fullmatch(header.strip())
    if not found or not (found[1] or found[2]):
        return None
    if found[1]:
        first, last = int(found[1]), int(found[2] or size - 1)
        if found[2] and last < first:
            return None
    else:
        first, last = max(0, size - int(found[2])), size - 1
    if first >= size:
        raise HttpError(
            416,
            "requestedRangeNotSatisfiable",
            f"The object has {size} bytes, and the range starts behind them.",
            (),
            {"Content-Range": f"bytes */{size}"},
        )
    return first, min(last, size - 1) - first + 1


def sent_span(header: str | None) -> Span:
    """The Content-Range of an upload; without one it is the whole; raises HttpError 400."""
    if header is None:
        return Span(0, None, None)
    found = _CONTENT_RANGE.fullmatch(header.strip())
    if not found:
        raise invalid(f"The Content-Range {header[:100]!r} is not of the form bytes FIRST-LAST/TOTAL.")
    total = None if found[3] == "*" else int(found[3])
    if found[1] is None:
        return Span(0, 0, total, is_query=True)
    first, end = int(found[1]), int(found[2]) + 1
    if end <= first or (total is not None and end > total):
        raise invalid(f"The Content-Range {header[:100]!r} contradicts itself.")
    return Span(first, end, total)
