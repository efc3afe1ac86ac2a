"""Running a plan: a plain generator of events, which can be cancelled at any point and run again."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from . import own_commands as own
from .artifacts.report import ArtifactReport
from .errors import ModelportError, PlatformError
from .events import (
    Event,
    Retried,
    RunCancelled,
    RunFinished,
    RunStarted,
    StepAsked,
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
from .shell import flag
from .steps.context import Context, Outcome, Stopped, Work
from .steps.order import BUCKET, MODEL, TEST, UPLOAD, VERSION, is_local
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


def _as_made(seen: Outcome, step: Step) -> Outcome:
    """What is there after this run has asked for it, though the answer was lost: made by this run."""
    word = "created" if seen.word == "exists" else seen.word
    return replace(seen, word=word, undo=seen.undo or step.undo)


def _finished(step: Step, outcome: Outcome, seconds: float) -> StepFinished:
    undo = outcome.undo or (step.undo if outcome.word == "created" else "")
    return StepFinished(step.id, outcome.word, outcome.detail, seconds, outcome.exists, undo)


class _Run:
    """One run: its steps, and what exists because of them."""

    def __init__(self, plan: Plan, context: Context, journal: Journal) -> None:
        self._plan = plan
        self._context = context
        self._run_id = journal.run_id
        self._exists: dict[str, str] = {}
        self._made: dict[str, str] = {}
        self._asked = set(journal.history.asked)
        for event in journal.history.finished:
            self._note(event)
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
                yield StepFailed(step.id, error, self._there(step), self._way_on(step, error), self._undo(step))
                return
            finished = _finished(step, outcome, time.monotonic() - began)
            self._note(finished)
            yield finished
        yield self._ended()

    def _note(self, event: StepFinished) -> None:
        """Remember what a step left, in this process or in one before it."""
        if event.undo:
            self._made[event.step] = event.undo
        if event.exists:
            subject = next((step.subject for step in self._plan.steps if step.id == event.step), event.step)
            self._exists[subject] = event.exists

    def _patiently(self, step: Step) -> Work:
        """Does a step, and does it again where the platform was only busy: it looks first, so that is safe."""
        context = self._context
        context.failures = 0
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
            return _as_made(seen, step) if step.id in self._asked else seen
        if not (step.id == VERSION and self._context.found):  # that one is changed, and was there before
            self._asked.add(step.id)
            yield StepAsked(step.id)
        return (yield from handler.do(self._context))

    def _way_on(self, ended_at: Step, error: ModelportError) -> str:
        """How to go on when that is mended: a version that serves, but refuses the instances, is asked for others."""
        if ended_at.id != TEST or (isinstance(error, PlatformError) and is_transient(error)):
            return self._resume
        request = self._context.request
        version = flag("version", request.version.name)
        return own.on_model(request, "predict", version, flag("json-instances", "instances.json"))

    @property
    def _resume(self) -> str:
        return f"modelport resume {self._run_id}"

    def _there(self, ended_at: Step) -> tuple[str, ...]:
        """What exists now, as far as this run has seen in all its processes; the last word on a subject counts."""
        partly = {ended_at.subject: self._context.partly} if self._context.partly else {}
        return tuple((self._exists | partly).values())

    def _undo(self, ended_at: Step) -> tuple[str, ...]:
        """What takes back what this run made, the last first; a bucket goes with everything in it."""
        partly = {ended_at.id: ended_at.undo} if self._context.partly else {}
        made = self._made | partly
        taken_back = {MODEL, VERSION, BUCKET if BUCKET in made else UPLOAD}
        return tuple(line for step in reversed(made) if step in taken_back for line in made[step].splitlines())

    def _ended(self) -> RunFinished:
        context = self._context
        path = context.request.version_path
        url = f"{context.session.ml_url()}/v1/{path}:predict"
        seconds = time.monotonic() - self._began
        return RunFinished(self._run_id, context.version, url, context.predictions, seconds)
