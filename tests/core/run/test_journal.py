"""The journal of a run."""

import json
import stat
from pathlib import Path

import pytest

from modelport.errors import ModelportError, PlatformError, UsageError
from modelport.events import (
    BytesMoved,
    Event,
    RunCancelled,
    RunFinished,
    RunStarted,
    StepFailed,
    StepStarted,
)
from modelport.journal import Journal, last_unfinished, load, runs
from modelport.plan import make_plan
from modelport.request import Artifact, DeploymentRequest, Model, Target, Version
from modelport.standing import Standing

REQUEST = DeploymentRequest(
    target=Target("local", "p"),
    artifact=Artifact("./model.joblib", packages=("code.tar.gz", "gs://b/c.whl")),
    model=Model("iris"),
    version=Version("v1"),
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    return tmp_path


def test_a_journal_gives_the_request_back_with_absolute_paths() -> None:
    journal = Journal.create(REQUEST, make_plan(REQUEST, None))
    found = load(journal.run_id).request
    assert found.artifact.source == str(Path("model.joblib").absolute())
    assert found.artifact.packages == (str(Path("code.tar.gz").absolute()), "gs://b/c.whl")
    assert found.version == REQUEST.version


def test_a_run_goes_on_with_the_plan_that_it_began_with() -> None:
    found = {"name": "projects/p/models/iris/versions/v1", "labels": {"a": "b"}}
    request = DeploymentRequest(Target("local", "p"), model=Model("iris"), version=Version("v1", labels={"c": "d"}))
    plan = make_plan(request, None, Standing(frozenset({"version"}), found))
    assert "Update the version" in {step.title for step in plan.steps}
    assert load(Journal.create(request, plan).run_id).plan == plan
    assert load(Journal.create(request).run_id).plan is None


def test_ids_say_when_and_what() -> None:
    first = Journal.create(REQUEST)
    assert first.run_id[:8].isdigit()
    assert "-iris-v1-" in first.run_id
    assert [run.id for run in runs()] == [first.run_id]


def test_names_of_any_form_make_a_plain_file_name(home: Path) -> None:
    hostile = DeploymentRequest(model=Model("../../x" * 60), version=Version("v\n[/]" * 60))
    journal = Journal.create(hostile)
    assert journal.path.parent == home / "runs"
    assert load(journal.run_id).request.model == hostile.model


def test_the_newest_run_comes_first_even_within_a_minute() -> None:
    ids = [Journal.create(DeploymentRequest(model=Model(name))).run_id for name in ("z", "a", "m")]
    assert [run.id for run in runs()] == ids[::-1]


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (StepStarted("model", "t", "s"), "unfinished"),
        (StepFailed("model", PlatformError("no", why="because")), "failed"),
        (RunCancelled((), "modelport resume x"), "cancelled"),
        (RunFinished("x", {"state": "READY"}, "u", None, 1.0), "finished"),
    ],
)
def test_the_last_event_decides_the_state(last: Event, state: str) -> None:
    journal = Journal.create(REQUEST)
    journal.record(RunStarted(journal.run_id, ()))
    journal.record(last)
    assert [run.state for run in runs()] == [state]
    assert (last_unfinished() is None) == (state == "finished")


def test_progress_is_not_kept() -> None:
    journal = Journal.create(REQUEST)
    before = journal.path.read_bytes()
    journal.record(BytesMoved("upload", 1, 2, "f", 0.1))
    assert journal.path.read_bytes() == before


def test_a_line_that_a_crash_tore_harms_neither_reading_nor_going_on() -> None:
    journal = Journal.create(REQUEST)
    with journal.path.open("ab") as file:
        file.write(b'{"event": "StepFini')
    load(journal.run_id).record(RunCancelled((), ""))
    assert [run.state for run in runs()] == ["cancelled"]


def test_only_the_user_can_read_a_journal() -> None:
    assert stat.S_IMODE(Journal.create(REQUEST).path.stat().st_mode) == 0o600


def test_every_line_is_json() -> None:
    journal = Journal.create(REQUEST, make_plan(REQUEST, None))
    journal.record(StepFailed("model", PlatformError("no", why="because", raw="raw")))
    lines = [json.loads(line) for line in journal.path.read_text().splitlines()]
    assert lines[1]["error"]["why"] == "because"


@pytest.mark.parametrize("name", ["none", "../x", ""])
def test_a_run_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(UsageError, match="no run") as caught:
        load(name)
    assert caught.value.command == "modelport runs"


def test_a_journal_that_cannot_be_read_is_named_and_not_listed(home: Path) -> None:
    (home / "runs").mkdir()
    (home / "runs" / "broken.jsonl").write_text("{")
    assert runs() == ()
    with pytest.raises(UsageError, match="cannot be read"):
        load("broken")


def test_a_path_that_is_no_text_is_refused_in_words(home: Path) -> None:
    hostile = DeploymentRequest(artifact=Artifact("./\udcff.joblib"))
    with pytest.raises(ModelportError, match="cannot be written down") as caught:
        Journal.create(hostile)
    assert caught.value.fix


def test_a_full_or_closed_disk_is_named(home: Path) -> None:
    (home / "runs").write_text("in the way")
    with pytest.raises(ModelportError) as caught:
        Journal.create(REQUEST)
    assert "MODELPORT_HOME" in caught.value.command
