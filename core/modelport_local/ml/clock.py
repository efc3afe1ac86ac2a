"""Times as the API writes them, and etags."""

import base64
import binascii
import os
import time
from datetime import UTC, datetime


def now() -> str:
    """The time now in RFC 3339 with microseconds and `Z`."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def milliseconds() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def new_etag() -> str:
    """Eight random bytes in base64."""
    return base64.b64encode(os.urandom(8)).decode()


def same_etag(given: str, current: str) -> bool:
    """Whether two etags are the same bytes: clients send them back in the URL-safe alphabet, with or without `=`."""
    return _bytes(given) == _bytes(current)


def _bytes(etag: str) -> bytes:
    padded = etag.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(padded + "=" * (-len(padded) % 4))
    except binascii.Error:
        return b""
