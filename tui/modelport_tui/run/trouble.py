"""What goes wrong in a run, in lines: what is tried again, and what a run that ended early leaves."""

from modelport.events import Retried, RunCancelled, StepFailed

from ..diagnostics import error_lines

LEFT = "Left while the platform was still asked. Go on with: modelport resume"


def retrying(event: Retried) -> str:
    """When it is tried again, and why."""
    return f"attempt {event.attempt + 1} in {event.delay:.1f} s · {event.reason}"


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
