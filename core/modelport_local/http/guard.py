"""Who may talk to the platform: holders of its token, by a loopback name."""

import hmac
import re

from .messages import HttpError, Request

_LOOPBACK = re.compile(r"(?:[a-z]+-[a-z]+[0-9]+-)?(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?")
CONNECT_PATH = ""
"""The path of CONNECT, which names a host only."""
TOKEN_PATH = "/oauth2/token"
"""Where OAuth clients show a refresh token in the body."""
_PARAMETERS = ("access_token", "oauth_token")
"""Query parameters of every one of Google's APIs; whoever handles the request does not see them."""
_OPEN_PATHS = frozenset({"/healthz", TOKEN_PATH, CONNECT_PATH})


class Guard:
    """Checks the Host header, since any web page can point its name at 127.0.0.1, then the access token."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        self._hosts: set[str] = set()

    def check(self, request: Request) -> None:
        """Raises HttpError 403 for a foreign host, 401 without the token."""
        if request.host not in self._hosts:
            self._check_host(request.host)
        if request.path in _OPEN_PATHS:
            return
        shown = _token_in(request)
        if not hmac.compare_digest(shown.encode("utf-8", "replace"), self._token):
            raise _unauthorized(request, bool(shown or request.headers.get("authorization")))

    def _check_host(self, host: str) -> None:
        if not _LOOPBACK.fullmatch(host.lower()):
            raise HttpError(
                403,
                "forbidden",
                f"The platform answers to 127.0.0.1 and localhost only, not to the host {host[:100]!r}. "
                "Use the address that its server.json names.",
            )
        if len(self._hosts) < 100:
            self._hosts.add(host)


def _token_in(request: Request) -> str:
    """That of the Authorization header (RFC 9110: its scheme in capitals or not), else of the query, or ""."""
    if header := request.headers.get("authorization"):
        scheme, _, token = header.partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""
    found = [request.query.pop(name, "") for name in _PARAMETERS]
    return found[0] or found[1]


def _unauthorized(request: Request, given: bool) -> HttpError:
    what = "The access token is not this platform's." if given else "The request carries no access token."
    if "Signature=" in request.query_string:
        what += " It cannot check the signature of a URL, since it knows no service account's key."
    return HttpError(
        401,
        "authError" if given else "required",
        f"{what} Send the content of the file `token` in the platform's home directory as a bearer token.",
        (),
        {"WWW-Authenticate": 'Bearer realm="modelport"'},
    )
