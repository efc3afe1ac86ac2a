"""HTTP with credentials of Google's libraries; on loopback neither proxies nor a .netrc file apply."""

from collections.abc import Mapping
from typing import Any

import google_auth_httplib2
import httplib2
from google.auth.transport.requests import AuthorizedSession
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from . import library_errors as library_errors  # from now on `failures` knows what these libraries raise
from .call_log import timed
from .endpoints import is_loopback
from .exchange import Answer
from .session import Session

CONNECT_SECONDS = 10.0


class _Http(httplib2.Http):  # type: ignore[misc]
    """Logs what it asks."""

    def request(
        self, uri: str, method: str = "GET", *arguments: Any, **options: Any
    ) -> tuple[httplib2.Response, bytes]:
        with timed(method, uri) as call:
            answer, content = super().request(uri, method, *arguments, **options)
            call.status = answer.status
            return answer, content


class _Adapter(HTTPAdapter):
    """Logs what it asks, and waits for `patience` seconds between two bytes, whatever a library asks for."""

    def __init__(self, patience: float) -> None:
        super().__init__()
        self._timeout = (min(CONNECT_SECONDS, patience), patience)

    def send(self, request: PreparedRequest, *arguments: Any, **options: Any) -> Response:
        size = int(request.headers.get("Content-Length") or 0)
        with timed(str(request.method), str(request.url), size) as call:
            answer = super().send(request, *arguments, **{**options, "timeout": self._timeout})
            call.status = answer.status_code
            return answer


class RequestsExchange:
    """An Exchange with google-auth's session, which refreshes a token that has expired."""

    def __init__(self, session: Session, url: str) -> None:
        self._http = authorized_session(session, url)

    def send(self, method: str, url: str, data: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """The answer; raises RequestException or GoogleAuthError."""
        answer = self._http.request(  # type: ignore[no-untyped-call]
            method, url, data, dict(headers or {}), allow_redirects=False
        )
        return Answer(answer.status_code, answer.headers, answer.content)

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()  # type: ignore[no-untyped-call]


def authorized_http(session: Session) -> google_auth_httplib2.AuthorizedHttp:
    """For google-api-python-client; not to be shared between threads."""
    proxies = None if session.is_loopback else httplib2.proxy_info_from_environment
    http = _Http(timeout=session.patience_seconds, proxy_info=proxies)
    http.redirect_codes = http.redirect_codes - {308}  # Cloud Storage's "resume incomplete"
    return google_auth_httplib2.AuthorizedHttp(session.credentials(), http=http)


def authorized_session(session: Session, url: str) -> AuthorizedSession:
    """For calls to `url` and what lies below it."""
    requests_session = AuthorizedSession(session.credentials())  # type: ignore[no-untyped-call]
    requests_session.trust_env = not is_loopback(url)
    for scheme in ("https://", "http://"):
        requests_session.mount(scheme, _Adapter(session.patience_seconds))
    return requests_session
