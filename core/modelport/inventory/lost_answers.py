"""Changes whose answer is lost: look whether they were made, and ask again only where they were not."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from modelport import own_commands as own
from modelport.errors import PlatformError
from modelport.platforms.serving import (
    Operation,
    Resource,
    ServingPlatform,
    as_operation,
    delay_before_another,
    is_transient,
)
from modelport.platforms.session import Session
from modelport.request import Target
from modelport.shell import flag

from .operation_rows import newest_first, operation_row

Made = TypeVar("Made")
TRIES = 4
FIRST_DELAY_SECONDS = 0.5
QUICK_SECONDS = 10.0
"""What fails more slowly is not tried again: who waits for it has waited enough."""


def made(change: Callable[[], Made], look: Callable[[], Made | None], command: str) -> Made:
    """What `change` gives, or `look` finds once its answer is lost: None where the change is to be asked for again.

    Raises PlatformError; of one that may have been made all the same, `command` looks at what there is.
    """
    for failures in range(TRIES):
        began = time.monotonic()
        try:
            return change()
        except PlatformError as error:
            if not is_transient(error):
                raise
            found, is_seen = _seen(look)
            if found is not None:
                return found
            if not is_seen or failures + 1 == TRIES or time.monotonic() - began > QUICK_SECONDS:
                raise _unsure(error, command, is_seen=is_seen) from error
            time.sleep(delay_before_another(error, FIRST_DELAY_SECONDS * 2**failures))
    raise AssertionError("the last try gives an answer or raises")


def describe(session: Session, path: str) -> str:
    """Modelport's command that shows `projects/P/models/M[/versions/V]` of the session's endpoint."""
    _, project, _, model, *version = path.split("/")
    parts = ("versions", "describe", version[1], flag("model", model)) if version else ("models", "describe", model)
    return own.on_target(Target(session.platform, project), *parts, flag("region", session.region))


def holds(resource: Resource, body: Mapping[str, object], mask: Sequence[str]) -> bool:
    """Whether a resource has every value of an update, as far as it names them; an empty one may be missing."""
    return all(_equal(resource.get(name), body.get(name)) for name in {field.partition(".")[0] for field in mask})


def newest_operation(serving: ServingPlatform, path: str, *, is_running: bool = False) -> Operation | None:
    """The newest operation of a version or model; with `is_running` only one that is not done."""
    parent = "/".join(path.split("/")[:2])
    rows = newest_first(row for each in serving.operations(parent) if (row := operation_row("", each)).about == path)
    found = (as_operation(row.resource) for row in rows)
    return next((operation for operation in found if not (is_running and operation.done)), None)


def _seen(look: Callable[[], Made | None]) -> tuple[Made | None, bool]:
    try:
        return look(), True
    except PlatformError:
        return None, False


def _unsure(error: PlatformError, command: str, *, is_seen: bool) -> PlatformError:
    if is_seen:
        error.fix = "It is not made so far. Look at what there is before you try again:"
    else:
        error.fix = "It may have been made all the same. Look at what there is before you try again:"
    error.command = command
    return error


def _equal(there: object, given: object) -> bool:
    if isinstance(given, Mapping) and isinstance(there, Mapping) and given:
        return all(_equal(there.get(key), value) for key, value in given.items())
    return there == given or not (there or given)
