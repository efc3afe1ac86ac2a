"""Until the version serves: its state and its nodes' log, as they come."""

from collections.abc import Generator

from modelport.errors import VersionFailed
from modelport.events import StateSeen
from modelport.platforms.serving import Operation, Resource

from .context import Context, Outcome, Work, clock
from .node_log import NodeLog
from .order import WAIT
from .version import failed

REPEAT_SECONDS = 1.0
"""How often a state is told again that has not changed: no long silence."""
GROWTH = 1.3


def look(context: Context) -> Outcome | None:
    """Whether it serves already; one that was asked for just now is followed, for the sake of its log."""
    if context.operation:
        return None
    found = context.serving.find_version(context.request.version_path)
    return _ready(context, found) if found and found.get("state") == "READY" else None


def do(context: Context) -> Work:
    """Polls, at first often and then less; raises VersionFailed with the platform's reason."""
    began, log, told = clock(), NodeLog(context), (0.0, "")
    delays = _delays(context)
    operation: Operation | None = None
    while True:
        context.check()
        found = context.serving.find_version(context.request.version_path)
        context.failures = 0
        state, seconds = _state(context, found, operation), clock() - began
        is_over = state in ("READY", "FAILED", "MISSING")
        if state != told[1] or seconds - told[0] >= REPEAT_SECONDS:
            told = (seconds, state)
            yield StateSeen(WAIT, state, context.operation.rpartition("/")[2], seconds)
        yield from log.news(found, is_last=is_over)
        if is_over:
            return _ended(context, found, operation)
        if context.operation:
            operation = context.serving.operation(context.operation)
        context.pause(next(delays))


def _state(context: Context, found: Resource | None, operation: Operation | None) -> str:
    """The version's state; MISSING where it is not there and nothing goes on that would bring it."""
    if found is not None:
        return str(found.get("state", "CREATING"))
    is_over = operation.done if operation else not context.operation
    return "MISSING" if is_over else "CREATING"


def _delays(context: Context) -> Generator[float, None, None]:
    """Seconds between polls; the embedded platform is quick and near."""
    delay, limit = (0.05, 0.5) if context.session.platform == "local" else (0.2, 5.0)
    while True:
        yield delay
        delay = min(delay * GROWTH, limit)


def _ended(context: Context, found: Resource | None, operation: Operation | None) -> Outcome:
    if found is None:
        raise _gone(context, operation.error if operation else "")
    if found.get("state") == "FAILED":
        raise failed(context, found)
    return _ready(context, found)


def _ready(context: Context, found: Resource) -> Outcome:
    context.version = found
    return Outcome("ready", "it serves", f"the version {context.request.version.name}, which serves")


def _gone(context: Context, reason: str) -> VersionFailed:
    context.is_gone = True
    return VersionFailed(
        f"The version {context.request.version.name} is not there any more.",
        why=reason or "It was deleted while it was being created.",
        fix="Nothing else is wrong with it: going on makes it anew.",
        raw=reason,
    )
