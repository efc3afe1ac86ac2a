"""HTTP with credentials; on loopback neither proxies nor a .netrc file apply."""

import google_auth_httplib2
import httplib2
from google.auth.transport.requests import AuthorizedSession

from .session import Session

TIMEOUT_SECONDS = 90.0
"""Above the 60 s after which the platform gives a prediction up."""


def authorized_http(session: Session) -> google_auth_httplib2.AuthorizedHttp:
    """For google-api-python-client; not to be shared between threads."""
    proxies = None if session.is_loopback else httplib2.proxy_info_from_environment
    http = httplib2.Http(timeout=TIMEOUT_SECONDS, proxy_info=proxies)
    http.redirect_codes = http.redirect_codes - {308}  # Cloud Storage's "resume incomplete"
    return google_auth_httplib2.AuthorizedHttp(session.credentials(), http=http)


def authorized_session(session: Session) -> AuthorizedSession:
    """For google-cloud-storage."""
    requests_session = AuthorizedSession(session.credentials())  # type: ignore[no-untyped-call]
    requests_session.trust_env = not session.is_loopback
    return requests_session
