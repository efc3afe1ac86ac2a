"""Deploying without questions: every lookup, preflight, the run, and the result as data."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from modelport.errors import MissingAnswers, PreflightFailed
from modelport.events import Event, RunCancelled, RunFinished, StepFailed
from modelport.preflight import Finding, Severity
from modelport.wizard.checking import decisive, findings, missing_answers
from modelport.wizard.draft import Draft
from modelport.wizard.lookups import look_at_everything
from modelport.wizard.steps import STEPS

from ..notice import rung
from ..run.trouble import LEFT
from ..waiting import told_if_slow
from .progress import Progress, TextProgress, progress_in

CANCELLED = 130
STOPPING = "Stopping after the call under way; Ctrl-C again leaves at once."


def ready_draft(draft: Draft, progress: str = "text") -> Draft:
    """The draft with everything looked up; raises MissingAnswers, PreflightFailed, or why the platform is not there."""
    view = progress_in(progress)
    with told_if_slow("what the files and the platform say", tell=view.say):
        draft = look_at_everything(draft)
    if unreachable := draft.seen.problems.get("target.platform"):
        raise unreachable
    refuse_incomplete(draft, view)
    refuse_errors(tuple(finding for finding in findings(draft) if finding.severity is not Severity.INFO), view)
    if draft.seen.platform and draft.text("target.platform") == "local":
        view.say(f"ℹ {draft.seen.platform}")
    return draft


def refuse_incomplete(draft: Draft, view: Progress | None = None) -> None:
    """Raises MissingAnswers, or PreflightFailed where something worse is known already."""
    if found := decisive(draft):
        refuse_errors(found, view)
    if missing := missing_answers(draft, *STEPS):
        raise MissingAnswers(missing)


def refuse_errors(found: tuple[Finding, ...], view: Progress | None = None) -> None:
    """Report findings, in words unless `view` has another form; raises PreflightFailed for an error among them."""
    (view or TextProgress()).report(found)
    if count := sum(finding.severity is Severity.ERROR for finding in found):
        raise PreflightFailed(f"{count} error{'s' if count > 1 else ''} found; nothing was created.")


def deploy(draft: Draft, progress: str) -> tuple[int, dict[str, Any]]:
    """Deploy a ready draft; gives the exit code and the result: the version, and predictions where there are any."""
    from modelport.journal import Journal
    from modelport.plan import make_plan
    from modelport.run import run

    request, report = draft.request(), draft.seen.artifact
    plan = make_plan(request, report, draft.standing())
    with cancel_on_interrupt(progress) as cancel:
        return follow(run(plan, request, report, Journal.create(request, plan), cancel), progress)


def follow(events: Iterator[Event], progress: str) -> tuple[int, dict[str, Any]]:
    """Show events until they end, or until somebody leaves without waiting for the end."""
    view = progress_in(progress)
    silence = told_if_slow(way_out="Ctrl-C stops the run.") if progress == "text" else nullcontext()
    code, result = 1, dict[str, Any]()
    try:
        with silence:
            for event in rung(events):
                if progress != "off" or isinstance(event, StepFailed | RunCancelled):
                    view.show(event)
                if isinstance(event, RunFinished):
                    code, result = 0, _result(event)
                elif isinstance(event, RunCancelled):
                    code = CANCELLED
    except KeyboardInterrupt:
        view.say(LEFT)
        return CANCELLED, {}
    return code, result


def resumed(run_id: str, progress: str) -> tuple[int, dict[str, Any]]:
    """Go on with a run that was cut off. Raises ModelportError."""
    from modelport.run import resume

    with cancel_on_interrupt(progress) as cancel:
        return follow(resume(run_id, cancel), progress)


def _result(event: RunFinished) -> dict[str, Any]:
    result: dict[str, Any] = {"version": event.version}
    return result | ({"predictions": list(event.predictions)} if event.predictions is not None else {})


@contextmanager
def cancel_on_interrupt(progress: str = "text") -> Iterator[threading.Event]:
    """Ctrl-C asks the run to stop, so that its last event can say what exists; a second one leaves at once."""
    cancel, view = threading.Event(), progress_in(progress)

    def stop(*_: object) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        threading.Thread(target=view.say, args=(STOPPING,), daemon=True).start()  # what was interrupted may be writing

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
