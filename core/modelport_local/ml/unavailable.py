"""Methods of the API that the embedded platform does not have."""

from ..http.messages import Request, Response
from ..http.routes import Handler
from .errors import absent


def not_here(what: str) -> Handler:
    """A handler that answers 404 UNIMPLEMENTED."""

    def refuse(request: Request, **_: str) -> Response:
        raise absent(f"{what} are not part of the embedded platform. Use Google's platform for them.")

    return refuse
