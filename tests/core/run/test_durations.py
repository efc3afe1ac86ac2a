"""How long steps usually take, from journals as runs leave them."""

from pathlib import Path

import msgspec
import pytest

from modelport.durations import Usual, usual_durations
from modelport.events import Event, StateSeen, StepFinished
from modelport.journal import Journal
from modelport.request import Artifact, DeploymentRequest, Model, Target, Version

REQUEST = DeploymentRequest(
    target=Target("local", "p"),
    artifact=Artifact("gs://b/m", framework="SCIKIT_LEARN"),
    model=Model("iris"),
    version=Version("v1"),
)
SEEN = StateSeen("wait", "CREATING", "", 0.1)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    return tmp_path


def remember(*events: Event, request: DeploymentRequest = REQUEST) -> Journal:
    journal = Journal.create(request)
    for event in events:
        journal.record(event)
    return journal


def waited(seconds: float, request: DeploymentRequest = REQUEST) -> Journal:
    return remember(SEEN, StepFinished("wait", "ready", "", seconds), request=request)


@pytest.mark.parametrize(("platform", "magnitude"), [("local", "seconds"), ("ai-platform", "minutes")])
def test_without_past_runs_only_the_order_of_magnitude_of_the_wait_is_said(platform: str, magnitude: str) -> None:
    waited(3.0)
    waited(3.0)
    request = msgspec.structs.replace(REQUEST, target=Target(platform, "p"))  # type: ignore[arg-type]
    assert usual_durations(request) == {"wait": Usual(None, magnitude)}  # type: ignore[arg-type]


def test_three_runs_are_enough_and_the_time_is_rounded_up() -> None:
    for seconds in (6.1, 7.0, 9.0):
        waited(seconds)
    assert usual_durations(REQUEST)["wait"] == Usual(10.0, "seconds")


def test_a_version_that_is_changed_says_nothing_of_how_long_a_new_one_takes() -> None:
    for _ in range(4):
        updating = StateSeen("version", "UPDATING", "minNodes 1 → 2", 9.0)
        remember(updating, StepFinished("version", "updated", "", 90.0), StepFinished("wait", "ready", "", 0.1))
    assert usual_durations(REQUEST) == {"wait": Usual(None, "seconds")}


def test_one_slow_run_of_ten_changes_nothing_and_old_ones_are_forgotten(home: Path) -> None:
    for day, seconds in enumerate([5000.0] * 3 + [4.0] * 18 + [400.0] * 2, 20260701):
        waited(seconds).path.rename(home / "runs" / f"{day}-1200-iris-v1-0000.jsonl")
    assert usual_durations(REQUEST)["wait"] == Usual(5.0, "seconds")


@pytest.mark.parametrize(("seconds", "expected"), [(61.0, 90.0), (299.0, 300.0), (3601.0, 7200.0)])
def test_long_times_are_said_in_minutes(seconds: float, expected: float) -> None:
    for _ in range(3):
        waited(seconds)
    assert usual_durations(REQUEST)["wait"] == Usual(expected, "minutes")


def test_other_frameworks_and_platforms_say_nothing_about_this_one() -> None:
    other = msgspec.structs.replace(REQUEST, artifact=Artifact("gs://b/m", framework="TENSORFLOW"))
    there = msgspec.structs.replace(REQUEST, target=Target("ai-platform", "p"))
    for request in (other, there) * 3:
        waited(50.0, request)
    assert usual_durations(REQUEST) == {"wait": Usual(None, "seconds")}


def test_what_was_there_already_and_what_is_over_at_once_is_no_measure() -> None:
    for _ in range(3):
        remember(
            StepFinished("bucket", "exists", "", 30.0),
            StepFinished("model", "created", "", 0.2),
            StepFinished("upload", "created", "", 30.0),
            StepFinished("version", "created", "", 1.5),
            StepFinished("wait", "ready", "", 0.01),
        )
    assert usual_durations(REQUEST) == {"wait": Usual(None, "seconds"), "version": Usual(2.0, "seconds")}


def test_journals_that_cannot_be_read_are_passed_over(home: Path) -> None:
    for _ in range(3):
        with waited(6.0).path.open("ab") as file:
            file.write(b'{"event": "StepFin')
    (home / "runs" / "99999999-broken.jsonl").write_text("{")
    (home / "runs" / "99999999-directory.jsonl").mkdir()
    assert usual_durations(REQUEST)["wait"] == Usual(10.0, "seconds")
