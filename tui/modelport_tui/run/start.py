"""Where a run's events come from: a new run, or the rest of one, with everything that imports or blocks."""

import threading
from collections.abc import Callable, Iterator
from typing import TypeAlias

from modelport.artifacts.report import ArtifactReport
from modelport.events import Event
from modelport.request import DeploymentRequest
from modelport.standing import NOTHING, Standing

Start: TypeAlias = Callable[[threading.Event], Iterator[Event]]
"""Begins a run in the calling thread; setting the event cancels it."""


def new_run(request: DeploymentRequest, report: ArtifactReport | None, there: Standing = NOTHING) -> Start:
    """A run of this request, with a journal of its own; `there` is what exists already. Raises ModelportError."""

    def start(cancel: threading.Event) -> Iterator[Event]:
        from modelport.journal import Journal
        from modelport.plan import make_plan
        from modelport.run import run

        plan = make_plan(request, report, there)
        return run(plan, request, report, Journal.create(request, plan), cancel)

    return start


def cut_off_run(run_id: str) -> Start:
    """What is left of a run that was cut off, from its journal. Raises ModelportError."""

    def start(cancel: threading.Event) -> Iterator[Event]:
        from modelport.run import resume

        return resume(run_id, cancel)

    return start
