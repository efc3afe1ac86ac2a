"""Google's error objects: a status name, a message, and the fields at fault."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..http.messages import HttpError, Response, json_response

_HTTP = {
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "ABORTED": 409,
    "RESOURCE_EXHAUSTED": 429,
    "CANCELLED": 499,
    "INTERNAL": 500,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
}
_STATUS = {code: name for name, code in reversed(_HTTP.items())} | {405: "UNIMPLEMENTED", 413: "INVALID_ARGUMENT"}
CODES = {"CANCELLED": 1, "INVALID_ARGUMENT": 3, "FAILED_PRECONDITION": 9, "INTERNAL": 13}


@dataclass(frozen=True, slots=True)
class Violation:
    """A field at fault, in snake case with its resource (`version.machine_type`), and what is wrong with it."""

    field: str
    description: str

    def __str__(self) -> str:
        return f"Field: {self.field} Error: {self.description}"


def error(status: str, message: str) -> HttpError:
    """An error with a status name such as `NOT_FOUND`."""
    return HttpError(_HTTP[status], status, message)


def absent(message: str) -> HttpError:
    """A method that the platform does not have: 404, since Google's clients repeat a 501 for half a minute."""
    return HttpError(404, "UNIMPLEMENTED", message)


def not_found(path: str, advice: str = "") -> HttpError:
    """The resource at `path` is not on this endpoint."""
    return error("NOT_FOUND", f"{path} was not found on this endpoint (NOT_FOUND). {advice}".strip())


def invalid(*violations: Violation) -> HttpError:
    """Fields at fault, all of them in the details and in the message."""
    return HttpError(400, "INVALID_ARGUMENT", " ".join(map(str, violations)), [bad_request(violations)])


def name_taken(kind: str, advice: str) -> HttpError:
    """409 for a `model` or `version`; the one violation's words are those that apache/airflow compares exactly."""
    violation = Violation(f"{kind}.name", f"A {kind} with the same name already exists.")
    return HttpError(409, "ALREADY_EXISTS", f"{violation} {advice}", [bad_request([violation])])


def bad_request(violations: Sequence[Violation]) -> dict[str, object]:
    """A google.rpc.BadRequest."""
    fields = [{"field": v.field, "description": v.description} for v in violations]
    return {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": fields}


def render(failure: HttpError) -> Response:
    """The error object of `ml` v1 and Cloud Logging."""
    status = failure.reason if failure.reason in _HTTP else _STATUS.get(failure.status, "UNKNOWN")
    body: dict[str, object] = {"code": failure.status, "message": failure.message, "status": status}
    if failure.details:
        body["details"] = failure.details
    return json_response({"error": body}, failure.status, failure.headers)
