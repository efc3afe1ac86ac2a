"""Words about a run: what is tried again, what goes on where it was cut off, and what an early end leaves."""

from modelport.events import BytesMoved, Retried, RunCancelled, StepFailed

from ..diagnostics import error_lines
from ..widgets.amounts import size

LEFT = "Left while the platform was still asked. Go on with: modelport resume"


def retrying(event: Retried) -> str:
    """When it is tried again, and why."""
    return f"attempt {event.attempt + 1} in {event.delay:.1f} s · {' '.join(event.reason.split())}"


def going_on(event: BytesMoved) -> str:
    """Where an upload that was cut off goes on, "" where all of it is sent now."""
    return f"goes on at {size(event.kept)} of {size(event.total)}" if event.kept else ""


def ending_lines(event: StepFailed | RunCancelled) -> tuple[str, ...]:
    """The end of the run in lines for people."""
    if isinstance(event, RunCancelled):
        return ("■ Cancelled. What exists now:", *_there(event), "  Go on with:", f"  $ {event.resume}", *_undo(event))
    if not event.resume:
        return tuple(error_lines(event.error))
    go_on = ("  When that is mended, go on with:", f"  $ {event.resume}")
    return (*error_lines(event.error), "  What exists now:", *_there(event), *go_on, *_undo(event))


def _there(event: StepFailed | RunCancelled) -> tuple[str, ...]:
    return tuple(f"    {item}" for item in event.exists or ("nothing",))


def _undo(event: StepFailed | RunCancelled) -> tuple[str, ...]:
    commands = tuple(f"  $ {command}" for command in event.undo)
    return ("  Or take back what was made:", *commands) if commands else ()
