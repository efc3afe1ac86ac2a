"""Runs a deployment to its end, and looks at what it left."""

import threading
from collections.abc import Callable
from typing import TypeVar

from modelport.artifacts.report import ArtifactReport
from modelport.events import (
    Event,
    StepFinished,
)
from modelport.journal import Journal
from modelport.plan import make_plan
from modelport.platforms.session import open_session
from modelport.platforms.storage import StorageClient
from modelport.request import DeploymentRequest
from modelport.run import run

Kind = TypeVar("Kind")
OnEvent = Callable[[Event, threading.Event], None]


def deploy(
    request: DeploymentRequest, report: ArtifactReport | None, on_event: OnEvent = lambda event, cancel: None
) -> list[Event]:
    cancel, plan = threading.Event(), make_plan(request, report)
    events = []
    for event in run(plan, request, report, Journal.create(request, plan), cancel):
        events.append(event)
        on_event(event, cancel)
    return events


def only(events: list[Event], kind: type[Kind]) -> Kind:
    found = [event for event in events if isinstance(event, kind)]
    assert len(found) == 1, events
    return found[0]


def outcomes(events: list[Event]) -> dict[str, str]:
    return {event.step: event.outcome for event in events if isinstance(event, StepFinished)}


def stored(request: DeploymentRequest) -> list[tuple[str, int]]:
    storage = StorageClient(open_session(request.target, "global"))
    try:
        return sorted((each.name, each.size) for each in storage.objects(request.bucket.name, ""))
    finally:
        storage.close()
