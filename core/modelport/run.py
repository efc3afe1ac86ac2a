"""Running a plan: a plain generator of events, which can be cancelled at any point and run again."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from .artifacts.report import ArtifactReport
from .errors import ModelportError, PlatformError
from .events import (
    Event,
    Retried,
    RunCancelled,
    RunFinished,
    RunStarted,
    StepFailed,
    StepFinished,
    StepStarted,
)
from .journal import Journal, load
from .plan import Plan, Step, make_plan
from .platforms.local import LocalPlatform
from .platforms.serving import delay_before_another, is_transient
from .platforms.session import Session, open_session
from .request import DeploymentRequest
from .steps.context import Context, Outcome, Stopped, Work
from .steps.order import BUCKET, MODEL, UPLOAD, VERSION, is_local
from .steps.registry import HANDLERS

TRIES = 4
FIRST_DELAY_SECONDS = 0.5


def run(
    plan: Plan,
    request: DeploymentRequest,
    report: ArtifactReport | None,
    journal: Journal,
    cancel: threading.Event,
    session: Session | None = None,
) -> Iterator[Event]:
    """Runs the steps in order; ends with RunFinished, StepFailed or RunCancelled, and raises nothing of a platform.

    Each step looks at what is there first, so that running a plan again finishes it and duplicates nothing.
    """
    context = Context(request, report, cancel, session)
    try:
        for event in _Run(plan, context, journal).events():
            journal.record(event)
            yield event
    finally:
        context.close()


def resume(run_id: str, cancel: threading.Event) -> Iterator[Event]:
    """Goes on with a run that was cut off, from its journal; raises ModelportError at the start."""
    journal = load(run_id)
    request = journal.request
    report = _report(request)
    return run(journal.plan or make_plan(request, report), request, report, journal, cancel)


def _report(request: DeploymentRequest) -> ArtifactReport | None:
    """Looks at the artifact again: it may have changed since, and the journal does not hold what was found."""
    from . import artifacts

    source = request.artifact.source
    if is_local(source):
        return artifacts.inspect(source)
    if not source:
        return None
    from .platforms.bucket_tree import BucketTree

    if request.target.platform == "local":
        LocalPlatform().start()
    tree = BucketTree(open_session(request.target, request.region_on_wire), source)
    try:
        return artifacts.inspect_tree(tree, source)
    finally:
        tree.close()


def _as_made(seen: Outcome) -> Outcome:
    """What is there after this run has asked for it, though the answer was lost: made by this run."""
    return replace(seen, word="created") if seen.word == "exists" else seen


def _commands(step: Step) -> list[str]:
    """The commands of a step's undo; files of a version lie in two places."""
    return step.undo.splitlines() if step.id == UPLOAD else [step.undo]


class _Run:
    """One run: its steps, and what exists because of them."""

    def __init__(self, plan: Plan, context: Context, journal: Journal) -> None:
        self._plan = plan
        self._context = context
        self._run_id = journal.run_id
        self._exists: dict[str, str] = {}
        self._made: list[Step] = []
        self._has_asked = False
        self._began = time.monotonic()

    def events(self) -> Iterator[Event]:
        """Everything that happens, in order."""
        yield RunStarted(self._run_id, tuple((step.id, step.title) for step in self._plan.steps))
        for step in self._plan.steps:
            began = time.monotonic()
            yield StepStarted(step.id, step.title, step.subject)
            try:
                outcome = yield from self._patiently(step)
            except Stopped:
                yield RunCancelled(self._there(step), self._resume, self._undo(step))
                return
            except ModelportError as error:
                yield StepFailed(step.id, error, self._there(step), self._resume, self._undo(step))
                return
            if outcome.word == "created" or outcome.undo:
                self._made.append(replace(step, undo=outcome.undo or step.undo))
            if outcome.exists:
                self._exists[step.subject] = outcome.exists
            yield StepFinished(step.id, outcome.word, outcome.detail, time.monotonic() - began)
        yield self._finished()

    def _patiently(self, step: Step) -> Work:
        """Does a step, and does it again where the platform was only busy: it looks first, so that is safe."""
        context = self._context
        context.failures = 0
        self._has_asked = False
        while True:
            try:
                return (yield from self._once(step))
            except PlatformError as error:
                context.failures += 1
                if not is_transient(error) or context.failures >= TRIES:
                    raise
                delay = delay_before_another(error, FIRST_DELAY_SECONDS * 2 ** (context.failures - 1))
                yield Retried(step.id, f"{error.summary} {error.why}", context.failures, delay)
            context.pause(delay)

    def _once(self, step: Step) -> Work:
        self._context.check()
        self._context.partly = ""
        handler = HANDLERS[step.id]
        seen = handler.look(self._context)
        if seen is not None:
            return _as_made(seen) if self._has_asked else seen
        self._has_asked = True
        return (yield from handler.do(self._context))

    @property
    def _resume(self) -> str:
        return f"modelport resume {self._run_id}"

    def _there(self, ended_at: Step) -> tuple[str, ...]:
        """What exists now, as far as this run has seen; the last word on a subject counts."""
        partly = {ended_at.subject: self._context.partly} if self._context.partly else {}
        return tuple((self._exists | partly).values())

    def _undo(self, ended_at: Step) -> tuple[str, ...]:
        """What takes back what this run made, the last first; a bucket goes with everything in it."""
        made = [*self._made, ended_at] if self._context.partly else self._made
        ids = {step.id for step in made}
        taken_back = {MODEL, VERSION, BUCKET if BUCKET in ids else UPLOAD}
        return tuple(line for step in reversed(made) if step.id in taken_back for line in _commands(step))

    def _finished(self) -> RunFinished:
        context = self._context
        path = context.request.version_path
        url = f"{context.session.ml_url()}/v1/{path}:predict"
        seconds = time.monotonic() - self._began
        return RunFinished(self._run_id, context.version, url, context.predictions, seconds)
