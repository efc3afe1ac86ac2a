"""Deploying real models to a real platform process, from the request to the prediction."""

import io
import shutil
import tarfile
import threading
from pathlib import Path

import joblib
import msgspec
import numpy as np
import pytest
import xgboost
from sklearn.dummy import DummyClassifier

from modelport.artifacts import inspect
from modelport.events import (
    BytesMoved,
    Event,
    Predicted,
    RunCancelled,
    RunFinished,
    RunStarted,
    StepFailed,
)
from modelport.journal import Journal, runs
from modelport.plan import make_plan
from modelport.platforms.session import open_session
from modelport.request import Artifact, Bucket, Target
from modelport.run import resume, run

from .conftest import Deployment, Trained
from .deploying import deploy, only, outcomes, stored


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


def test_a_custom_prediction_routine_is_deployed_with_its_package_and_its_files_keep_their_names(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path
) -> None:
    source, package = tmp_path / "model", tmp_path / "scaling-0.1.tar.gz"
    source.mkdir()
    (source / "factor.json").write_text("3")
    shutil.copy(sklearn_model.source, source / "forest.joblib")
    write_package(package)
    request, report = deployment(Trained(source, (5, 6), []))
    request = msgspec.structs.replace(
        request,
        artifact=Artifact(str(source), packages=(str(package),), prediction_class="scaling.Predictor"),
        model=msgspec.structs.replace(request.model, endpoint="global"),
        version=msgspec.structs.replace(request.version, machine_type="mls1-c1-m2"),
    )
    finished = only(deploy(request, report), RunFinished)
    assert finished.predictions == (15, 18)
    assert "/regions/" not in finished.url
    assert [name.partition("/")[2] for name, _ in stored(request)] == [
        "v1-packages/scaling-0.1.tar.gz",
        "v1/factor.json",
        "v1/forest.joblib",
    ]


def write_package(path: Path) -> None:
    """A source distribution with one module."""
    module = b"""
import json, os
class Predictor:
    def __init__(self, factor):
        self.factor = factor
    def predict(self, instances, **kwargs):
        return [self.factor * each for each in instances]
    @classmethod
    def from_path(cls, directory):
        with open(os.path.join(directory, "factor.json")) as file:
            return cls(json.load(file))
"""
    setup = b"from setuptools import setup; setup(name='scaling', version='0.1', py_modules=['scaling'])"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in (("setup.py", setup), ("scaling.py", module)):
            entry = tarfile.TarInfo(f"scaling-0.1/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


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


def test_a_second_version_becomes_the_default(deployment: Deployment, sklearn_model: Trained) -> None:
    deploy(*deployment(sklearn_model))
    finished = only(deploy(*deployment(sklearn_model, "v2")), RunFinished)
    assert finished.version["isDefault"] is True


def test_files_that_a_version_on_another_endpoint_was_made_from_are_not_replaced(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path
) -> None:
    request, report = deployment(sklearn_model)
    deploy(request, report)
    other = tmp_path / "model.joblib"
    joblib.dump(DummyClassifier().fit([[0] * 4, [1] * 4], [0, 1]), other)
    before = stored(request)
    elsewhere = msgspec.structs.replace(
        request,
        artifact=msgspec.structs.replace(request.artifact, source=str(other)),
        model=msgspec.structs.replace(request.model, endpoint="global"),
        version=msgspec.structs.replace(request.version, machine_type="mls1-c1-m2"),
    )
    failed = only(deploy(elsewhere, inspect(other)), StepFailed)
    assert "was made from other files here" in failed.error.summary
    assert stored(request) == before


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
