"""Deploying real models to a real platform process, from the request to the prediction."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import pytest
import xgboost

from modelport.artifacts.report import ArtifactReport
from modelport.errors import AlreadyExists, ArtifactError, ServiceRetired, VersionFailed
from modelport.events import (
    BytesMoved,
    Event,
    LogWritten,
    Predicted,
    RunCancelled,
    RunFinished,
    RunStarted,
    StateSeen,
    StepFailed,
    StepFinished,
)
from modelport.journal import Journal, runs
from modelport.plan import make_plan
from modelport.platforms.session import open_session
from modelport.platforms.storage import StorageClient
from modelport.request import Artifact, Bucket, DeploymentRequest, Target
from modelport.run import resume, run

from .conftest import Deployment, Trained

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


def test_a_scikit_learn_model_is_deployed_and_predicts_what_the_library_predicts(
    deployment: Deployment, sklearn_model: Trained
) -> None:
    events = deploy(*deployment(sklearn_model))
    assert isinstance(events[0], RunStarted)
    finished = only(events, RunFinished)
    assert finished is events[-1]
    assert list(finished.predictions or ()) == sklearn_model.predictions
    assert only(events, Predicted).predictions == finished.predictions
    assert finished.version["state"] == "READY"
    assert finished.url.endswith("/versions/v1:predict")
    assert set(outcomes(events).values()) <= {"created", "exists", "ready", "checked"}
    assert [step for step, _ in events[0].steps] == list(outcomes(events))
    assert [event.done for event in events if isinstance(event, BytesMoved)][-1] == sum(
        file.size for file in deployment(sklearn_model)[1].files
    )


def test_an_xgboost_booster_is_deployed_and_predicts_what_the_library_predicts(
    deployment: Deployment, tmp_path: Path
) -> None:
    features = np.random.default_rng(1).normal(size=(60, 3))
    booster = xgboost.train({"nthread": 1}, xgboost.DMatrix(features, features[:, 0] > 0), num_boost_round=5)
    path = tmp_path / "model.bst"
    booster.save_model(path.with_suffix(".ubj"))
    path.with_suffix(".ubj").rename(path)
    instances = features[:4].tolist()
    expected = booster.predict(xgboost.DMatrix(np.array(instances))).tolist()
    events = deploy(*deployment(Trained(path, tuple(instances), expected)))
    assert list(only(events, RunFinished).predictions or ()) == pytest.approx(expected, abs=1e-6)


def test_running_twice_makes_nothing_twice(deployment: Deployment, sklearn_model: Trained) -> None:
    request, report = deployment(sklearn_model)
    deploy(request, report)
    first = stored(request)
    again = deploy(request, report)
    assert outcomes(again) == {
        "platform": "exists",
        "bucket": "exists",
        "upload": "checked",
        "model": "exists",
        "version": "exists",
        "wait": "ready",
        "default": "exists",
        "test": "checked",
    }
    assert stored(request) == first
    assert isinstance(again[-1], RunFinished)


def test_a_file_under_another_name_is_stored_under_the_one_the_platform_knows(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path
) -> None:
    named = tmp_path / "classifier.joblib"
    named.write_bytes(sklearn_model.source.read_bytes())
    request, report = deployment(Trained(named, sklearn_model.instances, sklearn_model.predictions))
    events = deploy(request, report)
    assert list(only(events, RunFinished).predictions or ()) == sklearn_model.predictions
    assert [name for name, _ in stored(request)] == [f"{request.model.name}/v1/model.joblib"]


def test_a_model_that_cannot_be_loaded_fails_with_the_reason_and_the_way_out(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path
) -> None:
    broken = tmp_path / "model.joblib"
    broken.write_bytes(sklearn_model.source.read_bytes()[:200])
    request, report = deployment(Trained(broken, (), []))
    artifact = msgspec.structs.replace(request.artifact, framework="SCIKIT_LEARN")
    request = msgspec.structs.replace(request, artifact=artifact)
    events = deploy(request, report)
    failed = events[-1]
    assert isinstance(failed, StepFailed)
    assert failed.step == "wait"
    assert isinstance(failed.error, VersionFailed)
    assert failed.error.why
    assert failed.error.fix
    assert failed.error.command.startswith("modelport versions delete v1")
    assert any(isinstance(event, StateSeen) and event.state == "FAILED" for event in events)
    assert any(isinstance(event, LogWritten) for event in events)
    again = deploy(request, report)
    assert isinstance(again[-1], StepFailed)
    assert again[-1].step == "version"


def test_other_files_under_the_name_of_a_version_that_exists_are_refused(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path
) -> None:
    request, report = deployment(sklearn_model)
    deploy(request, report)
    before = stored(request)
    changed = tmp_path / "model.joblib"
    changed.write_bytes(sklearn_model.source.read_bytes() + b"\0")
    other, other_report = deployment(Trained(changed, sklearn_model.instances, []))
    failed = deploy(other, other_report)[-1]
    assert isinstance(failed, StepFailed)
    assert failed.step == "upload"
    assert isinstance(failed.error, AlreadyExists)
    assert stored(request) == before


def test_other_settings_under_the_name_of_a_version_that_exists_are_refused(
    deployment: Deployment, sklearn_model: Trained
) -> None:
    request, report = deployment(sklearn_model)
    deploy(request, report)
    bigger = msgspec.structs.replace(request.version, machine_type="n1-standard-4")
    failed = deploy(msgspec.structs.replace(request, version=bigger), report)[-1]
    assert isinstance(failed, StepFailed)
    assert failed.error.why == "machineType: n1-standard-2, not n1-standard-4"


def test_a_bucket_name_that_another_project_has_is_said_as_such(deployment: Deployment, sklearn_model: Trained) -> None:
    request, report = deployment(sklearn_model)
    storage = StorageClient(open_session(Target("local", "someone-else"), "global"))
    storage.create_bucket(request.bucket.name, "us-central1")
    storage.close()
    failed = deploy(request, report)[-1]
    assert isinstance(failed, StepFailed)
    assert failed.step == "bucket"
    assert "taken" in failed.error.summary


def test_a_bucket_of_another_project_is_used_once_its_owner_is_named(
    deployment: Deployment, sklearn_model: Trained
) -> None:
    request, report = deployment(sklearn_model)
    bucket = Bucket(request.bucket.name, project="owner-project")
    events = deploy(msgspec.structs.replace(request, bucket=bucket), report)
    assert outcomes(events)["grant"] == "created"
    assert isinstance(events[-1], RunFinished)
    again = deploy(msgspec.structs.replace(request, bucket=bucket), report)
    assert outcomes(again)["grant"] == "exists"


def test_a_model_that_is_in_a_bucket_already_is_deployed_from_there_and_can_be_resumed(
    deployment: Deployment, sklearn_model: Trained
) -> None:
    request, report = deployment(sklearn_model)
    deploy(request, report)
    source = f"gs://{request.bucket.name}/{request.model.name}/v1"
    other = msgspec.structs.replace(
        request,
        artifact=Artifact(source),
        version=msgspec.structs.replace(request.version, name="v2"),
    )
    cancelled = deploy(other, None, lambda event, cancel: cancel.set())[-1]
    assert isinstance(cancelled, RunCancelled)
    events = list(resume(cancelled.resume.removeprefix("modelport resume "), threading.Event()))
    assert "upload" not in outcomes(events)
    finished = only(events, RunFinished)
    assert finished.version["framework"] == "SCIKIT_LEARN"
    assert finished.version["deploymentUri"].rstrip("/") == source
    assert finished.version["isDefault"] is True
    assert list(finished.predictions or ()) == sklearn_model.predictions


def test_two_packages_of_one_name_are_refused(deployment: Deployment, sklearn_model: Trained, tmp_path: Path) -> None:
    packages = []
    for directory in ("a", "b"):
        (tmp_path / directory).mkdir()
        (tmp_path / directory / "code-1.tar.gz").write_bytes(b"x")
        packages.append(str(tmp_path / directory / "code-1.tar.gz"))
    request, report = deployment(sklearn_model)
    artifact = msgspec.structs.replace(request.artifact, packages=tuple(packages))
    failed = deploy(msgspec.structs.replace(request, artifact=artifact), report)[-1]
    assert isinstance(failed, StepFailed)
    assert "same name" in failed.error.summary


def test_files_of_another_model_in_the_directory_are_refused_and_named(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path
) -> None:
    request, report = deployment(sklearn_model)
    (tmp_path / "model.joblib").write_bytes(sklearn_model.source.read_bytes())
    (tmp_path / "model.pkl").write_bytes(b"x")
    both, both_report = deployment(Trained(tmp_path, (), []))
    deploy(both, both_report)
    failed = deploy(request, report)[-1]
    assert isinstance(failed, StepFailed)
    assert failed.step == "upload"
    assert "model.pkl" in failed.error.why


def test_a_second_version_becomes_the_default(deployment: Deployment, sklearn_model: Trained) -> None:
    deploy(*deployment(sklearn_model))
    finished = only(deploy(*deployment(sklearn_model, "v2")), RunFinished)
    assert finished.version["isDefault"] is True


def test_a_file_that_cannot_be_read_is_named(deployment: Deployment, sklearn_model: Trained, tmp_path: Path) -> None:
    path = tmp_path / "model.joblib"
    path.write_bytes(sklearn_model.source.read_bytes())
    request, report = deployment(Trained(path, (), []))
    path.unlink()
    failed = deploy(request, report)[-1]
    assert isinstance(failed, StepFailed)
    assert isinstance(failed.error, ArtifactError)
    assert str(path) in failed.error.summary


def test_cancelling_in_the_middle_of_the_upload_leaves_nothing_half_named_and_goes_on_later(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path
) -> None:
    (tmp_path / "model.joblib").write_bytes(sklearn_model.source.read_bytes())
    (tmp_path / "vocabulary.bin").write_bytes(bytes(40 * 1024 * 1024))
    request, report = deployment(Trained(tmp_path, sklearn_model.instances, sklearn_model.predictions))

    def stop(event: Event, cancel: threading.Event) -> None:
        if isinstance(event, BytesMoved) and 0 < event.done < event.total:
            cancel.set()

    events = deploy(request, report, stop)
    cancelled = events[-1]
    assert isinstance(cancelled, RunCancelled)
    assert f"gs://{request.bucket.name}" in cancelled.exists
    assert all(size in (file.size for file in report.files) for _, size in stored(request))
    run_id = cancelled.resume.removeprefix("modelport resume ")
    assert next(each for each in runs() if each.id == run_id).state == "cancelled"
    finished = list(resume(run_id, threading.Event()))[-1]
    assert isinstance(finished, RunFinished)
    assert list(finished.predictions or ()) == sklearn_model.predictions
    assert next(each for each in runs() if each.id == run_id).state == "finished"


def test_cancelling_before_the_first_step_does_nothing(deployment: Deployment, sklearn_model: Trained) -> None:
    request, report = deployment(sklearn_model)
    events = deploy(request, report, lambda event, cancel: cancel.set())
    assert isinstance(events[-1], RunCancelled)
    assert events[-1].exists == ()


def test_a_consumer_that_goes_away_ends_the_upload(deployment: Deployment, tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.bin").write_bytes(bytes(10 * 1024 * 1024))
    request, report = deployment(Trained(tmp_path, (), []))
    plan = make_plan(request, report)
    events = run(plan, request, report, Journal.create(request, plan), threading.Event())
    next(event for event in events if isinstance(event, BytesMoved))
    events.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("upload")]


def test_googles_retired_service_is_named_before_anything_is_uploaded(
    deployment: Deployment, sklearn_model: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MODELPORT_AI_PLATFORM_ENDPOINT", raising=False)
    request, report = deployment(sklearn_model)
    events = deploy(msgspec.structs.replace(request, target=Target("ai-platform", "p")), report)
    failed = events[-1]
    assert isinstance(failed, StepFailed)
    assert isinstance(failed.error, ServiceRetired)
    assert not [event for event in events if isinstance(event, BytesMoved | StepFinished)]


def test_an_overridden_endpoint_and_a_token_file_reach_the_same_platform(
    deployment: Deployment, sklearn_model: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, report = deployment(sklearn_model)
    session = open_session(request.target, "us-central1")
    monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", session.ml_url())
    monkeypatch.setenv("MODELPORT_STORAGE_ENDPOINT", session.storage_url)
    monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(session.token_file))
    target = Target("ai-platform", request.target.project)
    events = deploy(msgspec.structs.replace(request, target=target), report)
    assert "platform" not in outcomes(events)
    assert list(only(events, RunFinished).predictions or ()) == sklearn_model.predictions


def stored(request: DeploymentRequest) -> list[tuple[str, int]]:
    storage = StorageClient(open_session(request.target, "global"))
    try:
        return sorted((each.name, each.size) for each in storage.objects(request.bucket.name, ""))
    finally:
        storage.close()
