"""Refusals as the XML API writes them."""

from ...http.messages import HttpError, Response
from ..hashes import HashMismatch
from .documents import CONTENT_TYPE, element_of, written

_CODES = {
    "authError": "InvalidSecurity",
    "backendError": "InternalError",
    "conditionNotMet": "PreconditionFailed",
    "conflict": "Conflict",
    "forbidden": "AccessDenied",
    "insufficientStorage": "ServiceUnavailable",
    "methodNotAllowed": "MethodNotAllowed",
    "notFound": "NoSuchKey",
    "objectUnderActiveHold": "ObjectUnderActiveHold",
    "required": "AuthenticationRequired",
    "requestedRangeNotSatisfiable": "InvalidRange",
    "uploadTooLarge": "EntityTooLarge",
}
"""The JSON API's reasons; the XML API's own begin with a capital."""


def render(error: HttpError) -> Response:
    """`error` as a document; Google's client looks for all three of its elements."""
    code = _CODES.get(error.reason, "InvalidArgument")
    if isinstance(error, HashMismatch):
        code = "BadDigest"
    elif error.reason[:1].isupper():
        code = error.reason
    document = element_of("Error", [("Code", code), ("Message", error.message), ("Details", error.message)])
    return Response(error.status, written(document), error.headers, CONTENT_TYPE)


def no_such_bucket(bucket: str) -> HttpError:
    """404 for a bucket, and for whoever meant another API."""
    return HttpError(
        404,
        "NoSuchBucket",
        f"The bucket {bucket[:300]} does not exist. Create it, or check its name; the paths of other APIs begin with "
        "/v1, /regions, /storage/v1 or /upload.",
    )


def no_such_upload() -> HttpError:
    """404 for a multipart upload that is not, or no longer, under way on this object."""
    return HttpError(
        404,
        "NoSuchUpload",
        "There is no such upload of this object: it was completed, aborted or never begun. Begin anew.",
    )


def not_implemented(what: str) -> HttpError:
    """501 for what only the JSON API does here."""
    return HttpError(
        501, "NotImplemented", f"{what} cannot be done by the XML API here. Use the JSON API (/storage/v1)."
    )
