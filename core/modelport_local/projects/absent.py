"""Every other API of Google's: answered at once, since clients repeat a call that reaches nobody for half a minute."""

from ..http.messages import Request, Response
from ..http.routes import Router
from ..ml.errors import absent

PREFIX = "/apis"
"""Where `modelport local env` points each API that has no methods of its own here."""
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def add_absent_apis(router: Router) -> None:
    """Whatever is below `/apis/NAME` and no other method's answers 404."""
    for method in _METHODS:
        router.add(method, f"{PREFIX}/{{api}}/{{path...}}", _refuse)


def _refuse(request: Request, api: str, path: str) -> Response:
    raise absent(
        f"The embedded platform does not have this method of Google's API {api[:50]!r}. "
        "It serves models (gcloud ai-platform), stores files (gcloud storage) and keeps logs (gcloud logging read). "
        "For anything else open a shell without the variables of `modelport local env`: it reaches Google.",
    )
