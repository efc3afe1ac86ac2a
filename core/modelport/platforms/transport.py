"""HTTP with credentials of Google's libraries; on loopback neither proxies nor a .netrc file apply."""

from collections.abc import Mapping
from typing import Any

import google_auth_httplib2
import httplib2
from google.auth.transport.requests import AuthorizedSession

from . import library_errors as library_errors  # from now on `failures` knows what these libraries raise
from .call_log import note_response, timed
from .endpoints import is_loopback
from .exchange import Answer
from .session import Session

TRANSFER_TIMEOUT_SECONDS = (10.0, 120.0)
"""To connect, and between two bytes."""


class _Http(httplib2.Http):  # type: ignore[misc]
    def request(
        self, uri: str, method: str = "GET", *arguments: Any, **options: Any
    ) -> tuple[httplib2.Response, bytes]:
        with timed(method, uri) as call:
            answer, content = super().request(uri, method, *arguments, **options)
            call.status = answer.status
            return answer, content


class RequestsExchange:
    """An Exchange with google-auth's session, which refreshes a token that has expired."""

    def __init__(self, session: Session, url: str) -> None:
        self._http = authorized_session(session, url)

    def send(self, method: str, url: str, data: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """The answer; raises RequestException or GoogleAuthError."""
        answer = self._http.request(  # type: ignore[no-untyped-call]
            method, url, data, dict(headers or {}), timeout=TRANSFER_TIMEOUT_SECONDS, allow_redirects=False
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
    requests_session.hooks["response"].append(note_response)
    return requests_session
