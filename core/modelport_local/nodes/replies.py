"""Bodies for predictions that are not answered."""

import msgspec

from modelport.catalog.limits import limit

from ..text import encodable

MAX_ANSWER = limit("online_response_bytes")
TIMED_OUT = "the node did not answer in 60 seconds, so it was restarted. Send fewer instances at a time."
UNAVAILABLE = "UNAVAILABLE: the node that had this request ended without an answer; the version's log says why."


def too_long(size: int) -> bytes:
    """The body in place of one of that many bytes, which is more than an answer may have."""
    advice = "Send fewer instances at a time."
    return failure(f"the response has {size} bytes, more than the limit: {MAX_ANSWER} bytes. {advice}")


def failure(detail: str) -> bytes:
    """The body `{"error": "Prediction failed: …"}`."""
    return msgspec.json.encode({"error": encodable(f"Prediction failed: {detail}")})
