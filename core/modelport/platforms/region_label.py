"""How logs and metrics name the endpoint that a version belongs to."""

from .endpoints import GLOBAL
from .session import Session


def region_label(session: Session) -> str:
    """The `region` label of the endpoint's versions; "" for Google's global endpoint.

    Which label a version of that one has is documented nowhere: such versions are looked for by their names alone, and
    a regional version of the same names is counted with them.
    """
    is_named = session.region != GLOBAL or session.platform == "local"
    return session.region if is_named else ""
