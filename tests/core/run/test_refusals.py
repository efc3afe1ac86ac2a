"""What a run refuses, and what it says then."""

from pathlib import Path

import msgspec
import pytest

from modelport.errors import AlreadyExists, ArtifactError, ServiceRetired, VersionFailed
from modelport.events import (
    BytesMoved,
    LogWritten,
    StateSeen,
    StepFailed,
    StepFinished,
)
from modelport.platforms.session import open_session
from modelport.platforms.storage import StorageClient
from modelport.request import Target

from .conftest import Deployment, Trained
from .deploying import deploy, stored


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


def test_a_file_that_cannot_be_read_is_named(deployment: Deployment, sklearn_model: Trained, tmp_path: Path) -> None:
    path = tmp_path / "model.joblib"
    path.write_bytes(sklearn_model.source.read_bytes())
    request, report = deployment(Trained(path, (), []))
    path.unlink()
    failed = deploy(request, report)[-1]
    assert isinstance(failed, StepFailed)
    assert isinstance(failed.error, ArtifactError)
    assert str(path) in failed.error.summary


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
