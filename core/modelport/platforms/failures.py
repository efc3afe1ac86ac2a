"""From refusals and foreign exceptions to Modelport's own errors; the platform's words are kept."""

import http.client
import json
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec

from modelport.catalog.hints import explain
from modelport.errors import (
    AccessDenied,
    AlreadyExists,
    LoginExpired,
    NotAuthenticated,
    NotFound,
    PlatformError,
    Unreachable,
)

from .exchange import Answer, Refused
from .misread import CUT_OFF, MISSHAPEN, misread
from .refusals import Refusal, recognised
from .retry_after import asked_seconds
from .serving import Busy, explained
from .session import Session, retired_error

PLAIN = (
    Refused,
    http.client.HTTPException,
    json.JSONDecodeError,
    msgspec.MsgspecError,
    UnicodeDecodeError,
    OSError,
)
_LIBRARY_ERRORS = f"{__package__}.library_errors"
"""Google's libraries raise errors of their own; where they were never imported, they raised none."""
_DEEPEST = 10
"""Errors wrapped around each other."""
CONFLICT = 412
"""An object is not what it was when it was looked at: looking again helps, sending again does not."""
KINDS: dict[int, type[PlatformError]] = {
    401: NotAuthenticated,
    403: AccessDenied,
    404: NotFound,
    409: AlreadyExists,
}
BUSY = {408, CONFLICT, 429, 500, 502, 503, 504}
TAG = re.compile(r"<[^>]*>")
QUERY = re.compile(r"\?[^\s'\")]*")
"""The part of a URL after its path: that of an upload is as good as a credential."""
EXPIRED = re.compile(r"invalid_grant|ACCESS_TOKEN_EXPIRED|[Rr]eauthentication|expired or revoked")
LASTING = {"gpu_quota", "stockout"}
"""Hints to a 429 that waiting a few seconds does not cure."""


class _Violation(msgspec.Struct):
    """A field at fault."""

    field: str = ""
    description: str = ""


class _Detail(msgspec.Struct):
    """A detail of an error object."""

    violations: list[_Violation] = msgspec.field(name="fieldViolations", default_factory=list)
    reason: str = ""
    metadata: dict[str, str] = msgspec.field(default_factory=dict)


@contextmanager
def translated(session: Session, doing: str, stage: str = "") -> Iterator[None]:
    """Raises Modelport's errors for foreign ones; `doing` completes “Cannot …”, `stage` is that of the hints."""
    try:
        yield
    except foreign() as error:
        raise translate(error, session, doing, stage) from error


def foreign() -> tuple[type[Exception], ...]:
    """What a call may raise that is not an error of Modelport's own."""
    return PLAIN + getattr(sys.modules.get(_LIBRARY_ERRORS), "KINDS", ())


def translate(error: BaseException, session: Session, doing: str, stage: str = "") -> PlatformError:
    """The error for people that stands for a foreign one."""
    refusal = refusal_of(error)
    if refusal:
        known = _refused(refusal, session, doing, stage)
        return known.asking_for(refusal.wait_seconds) if isinstance(known, Busy) else known
    if isinstance(error, (*CUT_OFF, MISSHAPEN)):
        return misread(error, doing)
    if isinstance(error, PLAIN):
        return _unreachable(error, session, doing)
    from . import library_errors

    if library_errors.is_login(error):
        return _no_login(session, doing, str(error))
    if library_errors.is_corruption(error):
        why, fix = "The bytes that arrived are not those that were sent.", "Run it again."
        return Busy(f"Cannot {doing}.", why=why, fix=fix, raw=str(error))
    return _unreachable(error, session, doing)


def refusal_of(error: BaseException) -> Refusal | None:
    """What the platform answered, or None where there was no answer."""
    if isinstance(error, Refused):
        return _parsed(error.answer)
    if isinstance(error, PLAIN):
        return None
    from . import library_errors

    answered = library_errors.answered(error)
    return _parsed(answered) if answered else None


def _parsed(answer: Answer) -> Refusal:
    return replace(_said(answer.status, answer.content), wait_seconds=asked_seconds(answer.headers))


def _said(code: int, content: bytes) -> Refusal:
    raw = content.decode("utf-8", "replace")
    try:
        body = json.loads(raw)
    except ValueError:
        text = " ".join(TAG.sub(" ", raw).split())
        return Refusal(code, "", text[:500] or http.client.responses.get(code, ""), raw)
    found = body.get("error") if isinstance(body, dict) else None
    if isinstance(found, str):
        return Refusal(code, "", found, raw)
    if not isinstance(found, dict):
        return Refusal(code, "", "", raw)
    details = _details(found, "details") + _details(found, "errors")
    violations = [f"{each.field}: {each.description}" for detail in details for each in detail.violations]
    message = "\n".join([str(found.get("message") or ""), *violations]).strip()
    info = next((detail for detail in details if detail.reason), _Detail())
    return Refusal(code, str(found.get("status") or ""), message, raw, info.reason, info.metadata)


def _details(error: dict[str, Any], key: str) -> list[_Detail]:
    """`google.rpc.BadRequest`, `ErrorInfo`, and Cloud Storage's `errors`; details of another form say nothing here."""
    try:
        return msgspec.convert(error.get(key) or [], list[_Detail])
    except msgspec.ValidationError:
        return []


def _refused(refusal: Refusal, session: Session, doing: str, stage: str) -> PlatformError:
    message = refusal.message
    if "AI Platform" in message and "deprecated" in message:
        return retired_error(raw=refusal.raw)
    if refusal.code == 401:
        return _no_login(session, doing, f"{message} ({refusal.reason})" if refusal.reason.isupper() else message)
    if known := recognised(refusal, doing, session.project):
        return known
    hint = explain(f"{refusal.status} {message}", stage) if stage else None
    kind = KINDS.get(refusal.code, PlatformError)
    if refusal.code in BUSY and not (hint and hint.id in LASTING):
        kind = Busy
    why, fix = explained(message or f"HTTP {refusal.code}", hint)
    return kind(f"Cannot {doing}.", why=why, fix=fix or FIXES.get(refusal.code, FIX), raw=refusal.raw)


FIX = "Correct what the platform names, then run it again; what exists is kept."
FIXES = {
    403: "Ask the owner of the project or bucket for access, or choose another one.",
    404: "Look at its name, the project and the region.",
    409: "Choose another name.",
    429: "Wait a little, or free some of the quota; then run it again. What exists is kept.",
    **dict.fromkeys((500, 502, 503, 504), "Wait a little, then run it again; what exists is kept."),
}


def _no_login(session: Session, doing: str, message: str) -> NotAuthenticated:
    has_expired = bool(EXPIRED.search(message))
    reason = "the login has expired or was revoked" if has_expired else "the platform does not accept the credentials"
    summary = f"Cannot {doing}: {reason}."
    if session.platform == "local":
        fix, command = "Start it again: it and this process then read the same token.", "modelport local stop"
    elif session.token_file:
        fix = f"Write a valid access token into {session.token_file}."
        command = f"gcloud auth print-access-token > {shlex.quote(str(session.token_file))}"
    else:
        fix, command = "Log in again.", "gcloud auth application-default login"
    kind = LoginExpired if has_expired else NotAuthenticated
    return kind(summary, why=message, fix=fix, command=command, raw=message)


def _unreachable(error: BaseException, session: Session, doing: str) -> Unreachable:
    cause = _system_error(error)
    why = _in_words(cause)
    if session.platform == "local" and isinstance(cause, ConnectionRefusedError):
        why, fix, command = "The embedded platform is not running.", "Start it.", "modelport local start --detach"
    elif session.platform == "local":
        fix, command = "Look whether the embedded platform runs.", "modelport local status"
    else:
        fix, command = "Look at the network connection and the proxy settings, then run it again.", ""
    return Unreachable(f"Cannot {doing}: no answer.", why=why, fix=fix, command=command, raw=QUERY.sub("", repr(error)))


def _system_error(error: BaseException) -> BaseException:
    """The system's own error below those that libraries have wrapped around it, or the error itself."""
    below: BaseException | None = error
    for _ in range(_DEEPEST):
        if below is None:
            return error
        if isinstance(below, TimeoutError | ConnectionError) and below.strerror:
            return below
        below = below.__cause__ or below.__context__
    return error


def _in_words(error: BaseException) -> str:
    """What the system says, without its number, or what the library says, without secrets of URLs."""
    if isinstance(error, TimeoutError):
        return "It did not answer in time."
    if isinstance(error, ConnectionError) and error.strerror:
        return f"{error.strerror}."
    return QUERY.sub("", str(error)) or type(error).__name__
