"""Pictures of every screen, on a narrow and a wide terminal."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from modelport.errors import VersionFailed
from modelport.events import (
    BytesMoved,
    Event,
    LogWritten,
    RunCancelled,
    RunFinished,
    RunStarted,
    StateSeen,
    StepFailed,
    StepFinished,
    StepStarted,
)
from modelport.wizard.draft import Draft
from modelport.wizard.steps import STEPS
from modelport_tui.app import ModelportApp
from modelport_tui.run.done import DoneScreen
from modelport_tui.run.screen import RunScreen
from modelport_tui.wizard.screen import WizardScreen
from waiting import until_seen

from .drafts import REPORT, iris, settled

Compare = Callable[..., bool]
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
PLAN = (
    ("bucket", "Create the bucket"),
    ("upload", "Upload the model"),
    ("model", "Create the model"),
    ("version", "Create the version"),
    ("wait", "Wait until it serves"),
    ("test", "Ask for a prediction"),
)


@pytest.fixture(autouse=True)
def _still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    command = tmp_path / "bin" / "modelport"
    command.parent.mkdir()
    command.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(command.parent), prepend=os.pathsep)


def showing(draft: Draft, step: int) -> tuple[ModelportApp, Callable[[Pilot[None]], object]]:
    """An app, and what brings a step of the wizard into sight."""
    app = ModelportApp(draft)

    async def show(pilot: Pilot[None]) -> None:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WizardScreen)
        for index in range(step + 1):
            key = STEPS[index].fields[0].key
            await screen.jump(key)
        await until_seen(pilot, lambda: (field := screen.form.focused_field()) is not None and field.key == key)
        await pilot.pause()

    return app, show


@SIZES
@pytest.mark.parametrize("step", range(len(STEPS)), ids=[step.id for step in STEPS])
def test_a_step_of_the_wizard(snap_compare: Compare, size: tuple[int, int], step: int) -> None:
    app, show = showing(iris(), step)
    assert snap_compare(app, terminal_size=size, run_before=show)


@SIZES
def test_a_step_with_errors(snap_compare: Compare, size: tuple[int, int]) -> None:
    draft = settled(iris().with_text("scaling.min_nodes", "0").with_text("scaling.max_nodes", "many"))
    app, show = showing(draft, 6)
    assert snap_compare(app, terminal_size=size, run_before=show)


@SIZES
def test_the_global_endpoint_asks_for_custom_code(snap_compare: Compare, size: tuple[int, int]) -> None:
    app, show = showing(settled(iris().with_text("model.endpoint", "global")), 4)
    assert snap_compare(app, terminal_size=size, run_before=show)


@SIZES
def test_the_home_screen(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ModelportApp(iris(), at_home=True), terminal_size=size)


def running(events: list[Event]) -> tuple[ModelportApp, Callable[[Pilot[None]], object]]:
    """An app, and what shows a run with these events."""
    app = ModelportApp(iris())

    async def show(pilot: Pilot[None]) -> None:
        await app.push_screen(RunScreen(iris().request(), REPORT, lambda _cancel: _all(events)))
        await app.workers.wait_for_complete()
        await pilot.pause()

    return app, show


def _all(events: list[Event]) -> Iterator[Event]:
    yield from events


BEGINNING: list[Event] = [
    RunStarted("r1", PLAN),
    StepStarted("bucket", "Create the bucket", "gs://demo-project-aiplatform"),
    StepFinished("bucket", "exists", "in US-CENTRAL1", 0.012),
    StepStarted("upload", "Upload the model", "gs://demo-project-aiplatform/iris/v2/"),
]
MIDDLE: list[Event] = [
    StepFinished("upload", "created", "3 files, 412 MB", 21.4),
    StepFinished("model", "exists", "the version is added to it", 0.02),
    StepFinished("version", "created", "projects/demo-project/operations/create_iris_v2", 0.3),
    LogWritten("wait", ("staging gs://demo-project-aiplatform/iris/v2/", "loading model.joblib")),
]

EXISTS = ("gs://demo-project-aiplatform", "1 of 3 files uploaded")
RESUME = "modelport resume 20261124-0914-iris-v2-1a2b"
UNDO = ("gcloud storage rm --recursive gs://demo-project-aiplatform",)


@SIZES
def test_a_run_that_uploads(snap_compare: Compare, size: tuple[int, int]) -> None:
    app, show = running([*BEGINNING, BytesMoved("upload", 185_000_000, 412_000_000, "model.joblib", 9.4)])
    assert snap_compare(app, terminal_size=size, run_before=show)


@SIZES
def test_a_run_that_failed(snap_compare: Compare, size: tuple[int, int]) -> None:
    error = VersionFailed(
        "The version v2 of iris could not be brought up.",
        why="The model needs a module that is not there: No module named 'preprocess'",
        fix="Ship the module as a package on the global endpoint, or train without it.",
        command="modelport deploy --endpoint global --package-uris ./dist/preprocess-0.1.tar.gz",
    )
    app, show = running(
        [*BEGINNING, *MIDDLE, StateSeen("wait", "FAILED", "", 2.0), StepFailed("wait", error, EXISTS, RESUME, UNDO)]
    )
    assert snap_compare(app, terminal_size=size, run_before=show)


@SIZES
def test_a_run_that_was_cancelled(snap_compare: Compare, size: tuple[int, int]) -> None:
    app, show = running([*BEGINNING, RunCancelled(EXISTS, RESUME, UNDO)])
    assert snap_compare(app, terminal_size=size, run_before=show)


@SIZES
def test_the_result(snap_compare: Compare, size: tuple[int, int]) -> None:
    version = {
        "name": "projects/demo-project/models/iris/versions/v2",
        "isDefault": True,
        "state": "READY",
        "machineType": "n1-standard-2",
        "autoScaling": {"minNodes": 1, "maxNodes": 3},
    }
    url = "http://127.0.0.1:8080/regions/us-central1/v1/projects/demo-project/models/iris/versions/v2:predict"
    app = ModelportApp(iris())

    async def show(pilot: Pilot[None]) -> None:
        await app.push_screen(DoneScreen(RunFinished("r1", version, url, (0,), 0.48), iris().request()))
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=show)


@SIZES
@pytest.mark.parametrize("key", ["f1", "ctrl+s", "ctrl+e"], ids=["help", "save", "equivalent"])
def test_what_a_key_opens(snap_compare: Compare, size: tuple[int, int], key: str) -> None:
    app, show = showing(iris(), 4)

    async def press(pilot: Pilot[None]) -> None:
        await show(pilot)  # type: ignore[misc]
        await pilot.press(key)
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=press)
