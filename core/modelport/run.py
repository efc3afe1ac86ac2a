"""Running a plan: a plain generator of events, which can be cancelled at any point and run again."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
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
from .ledger import Ledger
from .plan import Plan, Step, make_plan
from .platforms.local import LocalPlatform
from .platforms.serving import delay_before_another, is_transient
from .platforms.session import Session, open_session
from .request import DeploymentRequest
from .run_lock import alone
from .shell import flag
from .steps.context import Context, Outcome, Stopped, Work
from .steps.order import TEST, UPLOAD, VERSION, is_local
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

    Each step looks at what is there first, so that running a plan again finishes it and duplicates nothing. Raises
    ModelportError where another process is at it.
    """
    with alone(journal.path), closing(Context(request, report, cancel, session)) as context:
        for event in _Run(plan, context, journal).events():
            journal.record(event)
            yield event


def resume(run_id: str, cancel: threading.Event) -> Iterator[Event]:
    """Goes on with a run that was cut off, from its journal; raises ModelportError where that cannot be read.

    Files that cannot be read any more are not missed once a version was made of them.
    """
    journal = load(run_id)
    request, plan = journal.request, journal.plan
    try:
        report = _report(request)
    except ModelportError as error:
        if plan is None or not journal.history.has_finished(VERSION):
            return iter([_without_files(error, plan or Plan(()), journal)])
        report, plan = None, Plan(tuple(step for step in plan.steps if step.id != UPLOAD))
    return run(plan or make_plan(request, report), request, report, journal, cancel)


def _without_files(error: ModelportError, plan: Plan, journal: Journal) -> StepFailed:
    """The end of a run that cannot go on before its files are back."""
    ledger = Ledger(plan, journal.history)
    return StepFailed("", error, ledger.exists, resume_command(journal.run_id), ledger.undo)


def resume_command(run_id: str) -> str:
    """What goes on with a run."""
    return f"modelport resume {run_id}"


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
        self._ledger = Ledger(plan, journal.history)
        self._asked = set(journal.history.asked)
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
                ledger = self._at_the_end(step)
                yield RunCancelled(ledger.exists, resume_command(self._run_id), ledger.undo)
                return
            except ModelportError as error:
                ledger = self._at_the_end(step)
                yield StepFailed(step.id, error, ledger.exists, self._way_on(step, error), ledger.undo)
                return
            finished = _finished(step, outcome, time.monotonic() - began)
            self._ledger.note(finished)
            yield finished
        yield self._ended()

    def _at_the_end(self, step: Step) -> Ledger:
        """The ledger after a step that did not come to its end."""
        if self._context.partly:
            self._ledger.note_part(step, self._context.partly)
        if self._context.is_gone:
            self._ledger.forget(VERSION)
        return self._ledger

    def _patiently(self, step: Step) -> Work:
        """Does a step, and does it again where the platform was only busy: it looks first, so that is safe."""
        context = self._context
        context.failures = 0
        while True:
            try:
                return (yield from self._once(step))
            except PlatformError as error:
                context.failures += 1
                if not is_transient(error) or error.is_given_up or context.failures >= TRIES:
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
            return resume_command(self._run_id)
        request = self._context.request
        version = flag("version", request.version.name)
        return own.on_model(request, "predict", version, flag("json-instances", "instances.json"))

    def _ended(self) -> RunFinished:
        context = self._context
        path = context.request.version_path
        url = f"{context.session.ml_url()}/v1/{path}:predict"
        seconds = time.monotonic() - self._began
        return RunFinished(self._run_id, context.version, url, context.predictions, seconds)
