"""Bodies for predictions that no node could answer."""

import msgspec

TIMED_OUT = "the node did not answer in 60 seconds, so it was restarted. Send fewer instances at a time."
UNAVAILABLE = "UNAVAILABLE: the node that had this request ended without an answer; the version's log says why."


def failure(detail: str) -> bytes:
    """The body `{"error": "Prediction failed: …"}`."""
    return msgspec.json.encode({"error": f"Prediction failed: {detail}"})
