"""Going on with a run: one process at a time, also without the files, and with what has gone meanwhile."""

import threading
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

from modelport import run as running
from modelport.errors import ArtifactError, ModelportError, VersionFailed
from modelport.events import Event, RunFinished, StepFailed, StepFinished, StepStarted
from modelport.home import runs_home
from modelport.journal import Journal, last_cut_off, runs
from modelport.plan import make_plan
from modelport.platforms.session import Session
from modelport.request import DeploymentRequest
from modelport.versions import connect
from waiting import until

from .conftest import Deployment, Trained
from .deploying import deploy


def failed_at_the_test(deployment: Deployment, model: Trained, tmp_path: Path) -> tuple[Path, StepFailed]:
    """A run that made a version which refuses the instances, from a file of its own."""
    source = tmp_path / "model.joblib"
    source.write_bytes(model.source.read_bytes())
    failed = deploy(*deployment(Trained(source, ([1.0],), [])))[-1]
    assert isinstance(failed, StepFailed)
    assert failed.step == "test"
    return source, failed


def resumed() -> list[Event]:
    return list(running.resume(runs()[0].id, threading.Event()))


def test_a_run_that_goes_on_is_nobody_elses(deployment: Deployment, sklearn_model: Trained) -> None:
    request, report = deployment(sklearn_model)
    plan = make_plan(request, report)
    events = running.run(plan, request, report, Journal.create(request, plan), threading.Event())
    assert isinstance(events, Generator)
    next(events)
    assert [(run.state, run.model) for run in runs()][:1] == [("running", request.model.name)]
    cut_off = last_cut_off()
    assert cut_off is None or cut_off.model != request.model.name
    with pytest.raises(ModelportError, match="goes on in another process"):
        resumed()
    events.close()
    assert runs()[0].state == "unfinished"
    assert isinstance(resumed()[-1], RunFinished)
    assert runs()[0].state == "finished"


def test_files_that_have_moved_are_not_missed_once_the_version_was_made(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path
) -> None:
    source, failed = failed_at_the_test(deployment, sklearn_model, tmp_path)
    source.unlink()
    events = resumed()
    assert "upload" not in {event.step for event in events if isinstance(event, StepFinished)}
    again = events[-1]
    assert isinstance(again, StepFailed)
    assert (again.step, again.exists, again.undo) == (failed.step, failed.exists, failed.undo)


def test_files_that_have_moved_before_are_named_beside_what_exists(
    deployment: Deployment, sklearn_model: Trained, tmp_path: Path
) -> None:
    source, failed = failed_at_the_test(deployment, sklearn_model, tmp_path)
    journal = runs_home() / f"{runs()[0].id}.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    asked = next(number for number, line in enumerate(lines) if '"event":"StepAsked","step":"version"' in line)
    journal.write_text("".join(lines[:asked]))
    source.unlink()
    (again,) = resumed()
    assert isinstance(again, StepFailed)
    assert isinstance(again.error, ArtifactError)
    assert again.resume == f"modelport resume {runs()[0].id}"
    assert set(again.undo) == set(failed.undo[1:])
    assert set(again.exists) < {*failed.exists}


def test_a_version_that_somebody_deletes_meanwhile_is_not_said_to_exist(
    deployment: Deployment, sklearn_model: Trained, session: Session
) -> None:
    request, report = deployment(sklearn_model)
    failed = deploy(request, report, lambda event, _: delete(request, session) if is_wait(event) else None)[-1]
    assert isinstance(failed, StepFailed)
    assert isinstance(failed.error, VersionFailed)
    assert not [text for text in failed.exists if "version" in text]
    assert not [command for command in failed.undo if "versions delete" in command]
    assert isinstance(resumed()[-1], RunFinished)


def is_wait(event: Event) -> bool:
    return isinstance(event, StepStarted) and event.step == "wait"


def delete(request: DeploymentRequest, session: Session) -> None:
    """As another client would, once the version is there."""
    with closing(connect(session)) as client:
        until(lambda: (client.find_version(request.version_path) or {}).get("state") == "READY")
        operation = client.delete_version(request.version_path)
        until(lambda: client.operation(operation.name).done)
