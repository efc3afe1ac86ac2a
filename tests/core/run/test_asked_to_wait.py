"""A run whose platform is out of order for a moment, or asks to wait: it says so, goes on, and can be stopped."""

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from modelport import run as running
from modelport.events import Event, LogWritten, Retried, RunCancelled, RunFinished, StepFailed
from modelport.journal import Journal
from modelport.plan import make_plan
from modelport.platforms import resumable
from modelport.platforms.local import LocalPlatform
from modelport.request import Target
from scripted_endpoint import Scripted, ScriptedEndpoint, scripted_endpoint

from .conftest import Deployment, Trained

BUSY = b'{"error": {"code": 429, "message": "Too many requests.", "status": "RESOURCE_EXHAUSTED"}}'


@pytest.fixture
def endpoint(home: LocalPlatform, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedEndpoint]:
    monkeypatch.setattr(running, "FIRST_DELAY_SECONDS", 0.01)
    with scripted_endpoint(home.url()) as made:
        monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", f"{made.url}/regions/us-central1")
        monkeypatch.setenv("MODELPORT_STORAGE_ENDPOINT", made.url)
        monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(home.home / "token"))
        yield made


def events_of(deployment: Deployment, model: Trained, cancel: threading.Event) -> Iterator[Event]:
    request, report = deployment(model)
    request = msgspec.structs.replace(request, target=Target("ai-platform", request.target.project))
    plan = make_plan(request, report)
    return running.run(plan, request, report, Journal.create(request, plan), cancel)


def test_a_run_waits_as_long_as_it_is_asked_to_and_goes_on(
    deployment: Deployment, sklearn_model: Trained, endpoint: ScriptedEndpoint
) -> None:
    endpoint.script["/models"] = [Scripted(429, BUSY, {"Retry-After": "1"}), Scripted(503, BUSY)]
    events = list(events_of(deployment, sklearn_model, threading.Event()))
    retried = [event for event in events if isinstance(event, Retried)]
    assert [event.delay for event in retried] == [1.0, 0.02]
    assert "The platform asks to wait 1 s." in retried[0].reason
    assert isinstance(events[-1], RunFinished)


def test_a_run_that_waits_ends_as_soon_as_it_is_stopped(
    deployment: Deployment, sklearn_model: Trained, endpoint: ScriptedEndpoint
) -> None:
    endpoint.script["/models"] = [Scripted(503, BUSY, {"Retry-After": "100"})]
    cancel, events = threading.Event(), []
    for event in events_of(deployment, sklearn_model, cancel):
        events.append(event)
        if isinstance(event, Retried):
            assert event.delay == 100
            threading.Timer(0.05, cancel.set).start()
    assert isinstance(events[-1], RunCancelled)
    assert isinstance(events[-2], Retried)


def test_a_log_that_cannot_be_read_once_is_read_the_next_time(
    deployment: Deployment, sklearn_model: Trained, endpoint: ScriptedEndpoint
) -> None:
    endpoint.script["/v2/entries:list"] = [Scripted(500, BUSY)]
    events = list(events_of(deployment, sklearn_model, threading.Event()))
    assert not endpoint.script["/v2/entries:list"], "the fault was met"
    lines = [line for event in events if isinstance(event, LogWritten) for line in event.lines]
    assert any(line.startswith("loaded in") for line in lines), lines
    assert not any("is not read any more" in line for line in lines)


def test_a_log_that_is_refused_is_given_up_with_a_word(
    deployment: Deployment, sklearn_model: Trained, endpoint: ScriptedEndpoint
) -> None:
    endpoint.script["/v2/entries:list"] = [Scripted(403, BUSY)] * 2
    events = list(events_of(deployment, sklearn_model, threading.Event()))
    lines = [line for event in events if isinstance(event, LogWritten) for line in event.lines]
    assert [line[:31] for line in lines] == ["(the log is not read any more: "]
    assert isinstance(events[-1], RunFinished)


def test_a_part_of_a_file_that_is_refused_again_and_again_is_given_up_once(
    deployment: Deployment, sklearn_model: Trained, endpoint: ScriptedEndpoint, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(resumable, "FIRST_DELAY_SECONDS", 0.01)
    (tmp_path / "model.joblib").write_bytes(sklearn_model.source.read_bytes())
    (tmp_path / "weights.bin").write_bytes(bytes(resumable.CHUNK_BYTES + 1))
    endpoint.script["PUT /upload"] = [Scripted(503, BUSY)] * 50
    model = Trained(tmp_path, sklearn_model.instances, sklearn_model.predictions)
    events = list(events_of(deployment, model, threading.Event()))
    assert isinstance(events[-1], StepFailed)
    assert events[-1].step == "upload"
    attempts = [event.attempt for event in events if isinstance(event, Retried)]
    assert attempts == list(range(1, resumable.TRIES))
