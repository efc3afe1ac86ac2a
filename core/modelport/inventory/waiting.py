"""Waiting for a long-running operation."""

import threading

from modelport import own_commands as own
from modelport.catalog.hints import explain
from modelport.errors import Interrupted, OperationCancelled, VersionFailed
from modelport.platforms.serving import Operation, ServingPlatform, explained

FIRST_SECONDS, LONGEST_SECONDS, GROWTH = 0.1, 5.0, 1.5


def finished(serving: ServingPlatform, operation: Operation, cancel: threading.Event | None = None) -> Operation:
    """The operation once it is done, asked for ever more rarely; raises VersionFailed with the platform's words.

    Raises OperationCancelled where somebody has asked for its end, and Interrupted once `cancel` is set, or by Ctrl-C:
    the operation goes on.
    """
    cancel, pause = cancel or threading.Event(), FIRST_SECONDS
    while not operation.done:
        try:
            is_cancelled = cancel.wait(pause)
        except KeyboardInterrupt:
            is_cancelled = True
        if is_cancelled:
            raise _stopped(operation)
        pause = min(pause * GROWTH, LONGEST_SECONDS)
        operation = serving.operation(operation.name)
    if operation.is_cancelled:
        raise OperationCancelled(
            "The operation was cancelled.",
            why=operation.error,
            fix="What it had made is there still: look at the version, and delete it if it is of no use.",
        )
    if operation.error:
        why, fix = explained(operation.error, explain(operation.error, "create_version"))
        fix = fix or "Mend what is named, then run it again."
        raise VersionFailed("The operation failed.", why=why, fix=fix, raw=operation.error)
    return operation


def _stopped(operation: Operation) -> Interrupted:
    return Interrupted(
        "Stopped waiting.",
        why=f"{operation.name} goes on.",
        fix="Wait for it again:",
        command=own.about(operation.name, "operations", "wait", operation.name.rpartition("/")[2]),
    )
