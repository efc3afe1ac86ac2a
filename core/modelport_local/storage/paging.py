"""Page tokens: the name at which the next page starts, so that changes in between shift nothing."""

import base64
import binascii
from collections.abc import Mapping

from .conditions import whole_number
from .errors import invalid


def token(following: str) -> str:
    """The token of a page that starts at this name."""
    return base64.urlsafe_b64encode(following.encode()).decode()


def start_of(query: Mapping[str, str]) -> str:
    """The name at which the asked page starts, or ""; raises HttpError 400."""
    try:
        return base64.urlsafe_b64decode(query.get("pageToken", "").encode("ascii")).decode()
    except (binascii.Error, ValueError) as error:
        raise invalid("The pageToken is not one that this platform gave.") from error


def limit_of(query: Mapping[str, str], most: int) -> int:
    """How many results are asked for, at most `most`; raises HttpError 400."""
    asked = whole_number(query, "maxResults")
    return most if not asked else min(asked, most)
