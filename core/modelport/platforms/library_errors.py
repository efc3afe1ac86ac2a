"""What Google's libraries raise, told apart; imported only once one of them has been."""

import google.api_core.exceptions
import google.auth.exceptions
import google.cloud.storage.exceptions
import googleapiclient.errors
import httplib2
import requests
from requests.structures import CaseInsensitiveDict

from .exchange import Answer

KINDS: tuple[type[Exception], ...] = (
    googleapiclient.errors.Error,
    google.api_core.exceptions.GoogleAPIError,
    google.auth.exceptions.GoogleAuthError,
    google.cloud.storage.exceptions.InvalidResponse,
    google.cloud.storage.exceptions.DataCorruption,
    httplib2.HttpLib2Error,
    requests.RequestException,
)


def answered(error: BaseException) -> Answer | None:
    """The answer behind an error, or None where there was none."""
    if isinstance(error, googleapiclient.errors.HttpError):
        return Answer(int(error.resp.status), CaseInsensitiveDict(error.resp), error.content)
    if isinstance(error, google.cloud.storage.exceptions.InvalidResponse):
        return Answer(int(error.response.status_code), error.response.headers, error.response.content)
    if isinstance(error, google.api_core.exceptions.GoogleAPICallError) and error.code:
        content = getattr(error.response, "content", b"") or str(error.message).encode()
        return Answer(int(error.code), getattr(error.response, "headers", {}), content)
    if isinstance(error, google.api_core.exceptions.RetryError) and error.cause:
        return answered(error.cause)
    return None


def is_login(error: BaseException) -> bool:
    """Whether the credentials are at fault, and not the way to them."""
    return isinstance(error, google.auth.exceptions.GoogleAuthError) and not isinstance(
        error, google.auth.exceptions.TransportError
    )


def is_corruption(error: BaseException) -> bool:
    """Whether a checksum did not match."""
    return isinstance(error, google.cloud.storage.exceptions.DataCorruption)
