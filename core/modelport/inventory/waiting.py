"""Waiting for a long-running operation."""

import threading

from modelport import own_commands as own
from modelport.catalog.hints import explain
from modelport.errors import Interrupted, OperationCancelled, PlatformError, VersionFailed
from modelport.platforms.serving import Operation, ServingPlatform, delay_before_another, explained, is_transient

FIRST_SECONDS, LONGEST_SECONDS, GROWTH = 0.1, 5.0, 1.5
TRIES = 8
"""Questions in a row that fail in a way that may pass, before nobody waits any more."""
AFTER_FAULT_SECONDS = 0.5


def finished(serving: ServingPlatform, operation: Operation, cancel: threading.Event | None = None) -> Operation:
    """The operation once it is done, asked for ever more rarely; raises VersionFailed with the platform's words.

    Raises OperationCancelled where somebody has asked for its end, and Interrupted once `cancel` is set, or by Ctrl-C:
    the operation goes on.
    """
    cancel, pause, failures = cancel or threading.Event(), FIRST_SECONDS, 0
    while not operation.done:
        try:
            is_cancelled = cancel.wait(pause)
        except KeyboardInterrupt:
            is_cancelled = True
        if is_cancelled:
            raise _stopped(operation)
        pause = min(pause * GROWTH, LONGEST_SECONDS)
        try:
            operation, failures = serving.operation(operation.name), 0
        except PlatformError as error:
            failures += 1
            if not is_transient(error):
                raise
            if failures == TRIES:
                raise _lost(operation, error) from error
            pause = delay_before_another(error, max(pause, AFTER_FAULT_SECONDS))
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


def _lost(operation: Operation, error: PlatformError) -> PlatformError:
    error.fix = f"{operation.name} goes on. Wait for it again:"
    error.command = _wait_again(operation)
    return error


def _wait_again(operation: Operation) -> str:
    return own.about(operation.name, "operations", "wait", operation.name.rpartition("/")[2])


def _stopped(operation: Operation) -> Interrupted:
    return Interrupted(
        "Stopped waiting.",
        why=f"{operation.name} goes on.",
        fix="Wait for it again:",
        command=_wait_again(operation),
    )
