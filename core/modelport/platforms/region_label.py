"""How logs and metrics name the endpoint that a version belongs to."""

from .endpoints import GLOBAL
from .session import Session


def region_label(session: Session) -> str:
    """The `region` label of the endpoint's versions; "" for Google's global one, whose label is where they serve."""
    is_named = session.region != GLOBAL or session.platform == "local"
    return session.region if is_named else ""
