"""Runs that are disturbed: a busy platform, cut connections, crashes at any point, a refused token."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from modelport import run as running
from modelport.artifacts.report import ArtifactReport
from modelport.errors import NotAuthenticated, Unreachable, VersionFailed
from modelport.events import (
    BytesMoved,
    Event,
    Retried,
    RunCancelled,
    RunFinished,
    StepAsked,
    StepFailed,
    StepFinished,
    StepStarted,
)
from modelport.home import runs_home
from modelport.journal import Journal, load, runs
from modelport.plan import make_plan
from modelport.platforms.local import LocalPlatform
from modelport.platforms.resumable import CHUNK_BYTES
from modelport.platforms.serving import Busy
from modelport.platforms.session import Session, open_session
from modelport.platforms.storage import StorageClient
from modelport.request import After, DeploymentRequest, Target, Version
from modelport.shell import at_platform

from .conftest import Deployment, Trained
from .deploying import deploy
from .flaky import FlakyProxy, before


@pytest.fixture
def proxy(home: LocalPlatform, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlakyProxy]:
    monkeypatch.setattr(running, "FIRST_DELAY_SECONDS", 0.01)
    with before(home.status().port) as made:
        monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", f"{made.url}/regions/us-central1")
        monkeypatch.setenv("MODELPORT_STORAGE_ENDPOINT", made.url)
        monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(home.home / "token"))
        yield made


def through_proxy(request: DeploymentRequest) -> DeploymentRequest:
    return msgspec.structs.replace(request, target=Target("ai-platform", request.target.project))


def started(request: DeploymentRequest, report: ArtifactReport) -> Iterator[Event]:
    plan = make_plan(request, report)
    return running.run(plan, request, report, Journal.create(request, plan), threading.Event())


def test_a_busy_platform_is_asked_again(deployment: Deployment, sklearn_model: Trained, proxy: FlakyProxy) -> None:
    request, report = deployment(sklearn_model)
    proxy.faults = ["busy", "reset"]
    events = list(started(through_proxy(request), report))
    retried = [event for event in events if isinstance(event, Retried)]
    assert [event.attempt for event in retried] == [1, 2]
    assert "try later" in retried[0].reason
    assert isinstance(events[-1], RunFinished)
    assert list(events[-1].predictions or ()) == sklearn_model.predictions


def test_what_was_made_by_a_call_whose_answer_was_lost_is_taken_back_too(
    deployment: Deployment, sklearn_model: Trained, proxy: FlakyProxy
) -> None:
    request, report = deployment(Trained(sklearn_model.source, ([1.0],), []))
    proxy.unanswered = f"POST /regions/us-central1/v1/projects/{request.target.project}/models".encode()
    events = list(started(through_proxy(request), report))
    assert not proxy.unanswered
    assert any(isinstance(event, Retried) and event.step == "model" for event in events)
    failed = events[-1]
    assert isinstance(failed, StepFailed)
    assert any(command.startswith(f"modelport models delete {request.model.name}") for command in failed.undo)


def test_files_whose_upload_had_no_answer_are_taken_back_too(
    deployment: Deployment, sklearn_model: Trained, proxy: FlakyProxy
) -> None:
    request, report = deployment(sklearn_model)
    assert isinstance(deploy(request, report)[-1], RunFinished)
    second = msgspec.structs.replace(request, version=Version("v2"), after=After(test_instances=([1.0],)))
    proxy.unanswered = b"POST /upload/"
    events = list(started(through_proxy(second), report))
    assert any(isinstance(event, Retried) and event.step == "upload" for event in events)
    failed = events[-1]
    assert isinstance(failed, StepFailed)
    assert any(command.startswith("gcloud storage rm --recursive gs://") for command in failed.undo), failed.undo


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_run_that_goes_on_still_knows_what_it_made(
    deployment: Deployment, sklearn_model: Trained, is_killed: bool
) -> None:
    request, report = deployment(Trained(sklearn_model.source, ([1.0],), []))
    failed = deploy(request, report)[-1]
    assert isinstance(failed, StepFailed)
    assert len(failed.undo) == 3
    assert failed.resume.startswith("modelport predict --version=v1 --json-instances=instances.json --model=")
    run_id = runs()[0].id
    if is_killed:
        forget_what_followed(runs_home() / f"{run_id}.jsonl", "version")
    again = list(running.resume(run_id, threading.Event()))[-1]
    assert isinstance(again, StepFailed)
    assert (again.undo, again.exists) == (failed.undo, failed.exists)


@pytest.mark.parametrize("has_asked", [False, True])
def test_a_bucket_is_taken_back_only_if_the_run_had_asked_for_it(
    deployment: Deployment, sklearn_model: Trained, has_asked: bool, session: Session
) -> None:
    request, report = deployment(Trained(sklearn_model.source, ([1.0],), []))
    journal = Journal.create(request, make_plan(request, report))
    if has_asked:
        journal.record(StepAsked("bucket"))
    with closing(StorageClient(session)) as storage:
        storage.create_bucket(request.bucket.name, "us-central1", request.target.project)
    failed = list(running.resume(journal.run_id, threading.Event()))[-1]
    assert isinstance(failed, StepFailed)
    assert (removal(request.bucket.name) in failed.undo) == has_asked


def removal(bucket: str) -> str:
    return at_platform("local", f"gcloud storage rm --recursive gs://{bucket}")


def forget_what_followed(journal: Path, asked: str) -> None:
    """As a kill leaves it that comes after the platform was asked for something, and before the answer."""
    lines = journal.read_text().splitlines(keepends=True)
    last = next(number for number, line in enumerate(lines) if f'"event":"StepAsked","step":"{asked}"' in line)
    journal.write_text("".join(lines[: last + 1]))


def test_a_platform_that_stays_busy_is_given_up_with_its_own_words(
    deployment: Deployment, sklearn_model: Trained, proxy: FlakyProxy
) -> None:
    request, report = deployment(sklearn_model)
    proxy.faults = ["busy"] * 50
    events = list(started(through_proxy(request), report))
    failed = events[-1]
    assert isinstance(failed, StepFailed)
    assert isinstance(failed.error, Busy)
    assert "try later" in failed.error.why
    assert failed.error.fix
    assert len([event for event in events if isinstance(event, Retried)]) == running.TRIES - 1


def test_a_connection_cut_in_the_middle_of_a_file_costs_neither_the_run_nor_the_file(
    deployment: Deployment, sklearn_model: Trained, proxy: FlakyProxy, tmp_path: Path
) -> None:
    (tmp_path / "model.joblib").write_bytes(sklearn_model.source.read_bytes())
    (tmp_path / "weights.bin").write_bytes(os.urandom(1024) * 1024 * 48)
    request, report = deployment(Trained(tmp_path, sklearn_model.instances, sklearn_model.predictions))
    events, cuts = [], 0
    for event in started(through_proxy(request), report):
        events.append(event)
        if isinstance(event, BytesMoved) and 0 < event.done < event.total and cuts < 2:
            proxy.cut()
            cuts += 1
    assert cuts == 2
    assert isinstance(events[-1], RunFinished), events[-1]
    again = list(started(through_proxy(request), report))
    uploaded = next(event for event in again if isinstance(event, StepFinished) and event.step == "upload")
    assert uploaded.outcome == "checked"


def test_what_was_sent_before_counts_for_the_way_and_not_for_the_speed(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path
) -> None:
    (tmp_path / "model.joblib").write_bytes(sklearn_model.source.read_bytes())
    (tmp_path / "weights.bin").write_bytes(os.urandom(1024) * 1024 * 48)
    request, report = deployment(Trained(tmp_path, sklearn_model.instances, sklearn_model.predictions))

    def stop(event: Event, cancel: threading.Event) -> None:
        if isinstance(event, BytesMoved) and event.done > CHUNK_BYTES:
            cancel.set()

    cut_off = deploy(request, report, stop)
    assert {event.kept for event in cut_off if isinstance(event, BytesMoved)} == {0}
    assert isinstance(cut_off[-1], RunCancelled)
    moved = [event for event in deploy(request, report) if isinstance(event, BytesMoved)]
    assert CHUNK_BYTES <= moved[-1].kept < moved[-1].total == moved[-1].done
    assert moved[-1].bytes_per_second * moved[-1].seconds == pytest.approx(moved[-1].done - moved[-1].kept)


def test_a_run_that_is_cut_off_after_every_single_event_still_comes_to_its_end(
    deployment: Deployment, sklearn_model: Trained
) -> None:
    request, report = deployment(sklearn_model)
    plan = make_plan(request, report)
    run_id = Journal.create(request, plan).run_id
    position = 0
    while True:
        position += 1
        events = running.resume(run_id, threading.Event())
        seen = [event for event, _ in zip(events, range(position), strict=False)]
        events.close()  # type: ignore[attr-defined]
        if isinstance(seen[-1], RunFinished):
            break
        assert position < 100
    assert list(seen[-1].predictions or ()) == sklearn_model.predictions
    assert [run.state for run in runs() if run.id == run_id] == ["finished"]


def test_a_platform_that_dies_in_the_middle_is_named_and_the_run_goes_on_once_it_is_back(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    monkeypatch.setattr(running, "FIRST_DELAY_SECONDS", 0.01)
    request, report = deployment(sklearn_model)
    events = []
    for event in started(request, report):
        events.append(event)
        if isinstance(event, StepStarted) and event.step == "model":
            os.kill(LocalPlatform().status().pid, signal.SIGKILL)
    failed = events[-1]
    assert isinstance(failed, StepFailed)
    assert isinstance(failed.error, Unreachable)
    assert failed.error.command == "modelport local start --detach"
    assert f"gs://{request.bucket.name}" in failed.exists
    assert failed.resume == f"modelport resume {runs()[0].id}"
    assert failed.undo == (removal(request.bucket.name),)
    try:
        last = list(running.resume(runs()[0].id, threading.Event()))[-1]
        assert isinstance(last, RunFinished), last
        assert list(last.predictions or ()) == sklearn_model.predictions
    finally:
        LocalPlatform().stop()


def test_a_refused_token_is_said_as_such_and_is_in_no_journal(
    deployment: Deployment, sklearn_model: Trained, proxy: FlakyProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = tmp_path / "token"
    token.write_text("secret-but-wrong")
    monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(token))
    request, report = deployment(sklearn_model)
    events = list(started(through_proxy(request), report))
    failed = events[-1]
    assert isinstance(failed, StepFailed)
    assert isinstance(failed.error, NotAuthenticated)
    assert str(token) in failed.error.fix
    assert "secret-but-wrong" not in load(runs()[0].id).path.read_text()
    token.write_text(LocalPlatform().token)
    assert isinstance(list(started(through_proxy(request), report))[-1], RunFinished)


def test_a_policy_that_may_not_be_seen_leaves_it_to_the_version(
    deployment: Deployment, sklearn_model: Trained, proxy: FlakyProxy
) -> None:
    request, report = deployment(sklearn_model)
    bucket = msgspec.structs.replace(request.bucket, project="owner-project")
    request = through_proxy(msgspec.structs.replace(request, bucket=bucket))
    proxy.forbidden = b"/iam?"
    events = list(started(request, report))
    granted = next(event for event in events if isinstance(event, StepFinished) and event.step == "grant")
    assert granted.outcome == "unchecked"
    failed = events[-1]
    assert isinstance(failed, StepFailed)
    assert isinstance(failed.error, VersionFailed)
    assert "add-iam-policy-binding" in f"{failed.error.why} {failed.error.fix}"
    proxy.forbidden = b""
    again = msgspec.structs.replace(request, version=msgspec.structs.replace(request.version, name="v2"))
    whole = list(started(again, report))
    assert isinstance(whole[-1], RunFinished)
    finished = (event for event in (*whole, *started(again, report)) if isinstance(event, StepFinished))
    assert [event.outcome for event in finished if event.step == "grant"] == ["created", "exists"]


def test_a_session_may_be_given(deployment: Deployment, sklearn_model: Trained) -> None:
    request, report = deployment(sklearn_model)
    plan, session = make_plan(request, report), open_session(request.target, "us-central1")
    events = list(running.run(plan, request, report, Journal.create(request, plan), threading.Event(), session))
    assert isinstance(events[-1], RunFinished)


def test_a_proxy_of_the_environment_does_not_come_between(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    request, report = deployment(sklearn_model)
    assert isinstance(list(started(request, report))[-1], RunFinished)
