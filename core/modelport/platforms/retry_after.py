"""How long an answer asks to wait before the next call: the header `Retry-After` (RFC 9110, section 10.2.3)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\d{1,9}", re.ASCII)


def asked_seconds(headers: Mapping[str, str]) -> float:
    """Seconds from the answer on; 0 without the header, and where it is neither a number nor a time to come.

    A time is held against the answer's own `Date`, since the clocks of two machines differ.
    """
    asked = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(asked):
        return float(asked)
    if (until := _time(asked)) is None:
        return 0.0
    now = _time(headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _time(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
