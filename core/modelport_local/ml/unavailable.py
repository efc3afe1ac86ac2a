"""Methods of the API that the embedded platform does not have."""

from ..http.messages import Request, Response
from ..http.routes import Handler
from .errors import error


def not_here(what: str) -> Handler:
    """A handler that answers 501 UNIMPLEMENTED."""

    def refuse(request: Request, **_: str) -> Response:
        raise error("UNIMPLEMENTED", f"{what} are not part of the embedded platform. Use Google's platform for them.")

    return refuse
