"""Names, labels, errors and log lines from outside show as characters, whatever is in them."""

import pytest
from textual.widgets import Input, Static

from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.errors import PlatformError
from modelport.events import (
    Event,
    LogWritten,
    RunCancelled,
    RunFinished,
    RunStarted,
    StateSeen,
    StepFailed,
    StepStarted,
)
from modelport.request import DeploymentRequest
from modelport.seen import BucketSeen
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport.wizard.steps import STEPS
from modelport_tui.app import ModelportApp
from modelport_tui.run.done import DoneScreen
from modelport_tui.run.screen import RunScreen
from waiting import until_seen

from .walking import wizard

NASTY = [
    "a/[/x]",
    "[bold",
    "[@click=app.quit]x[/]",
    "\x1b[31mred\x1b[0m",
    "$primary [",
    "\x00\x07\x7f",
    "[/",
    "ä\u202eb",
]


@pytest.mark.parametrize("text", NASTY)
async def test_every_step_shows_it_as_text(draft: Draft, text: str) -> None:
    report = ArtifactReport(text, text, (ArtifactFile(text, 1),), framework="SCIKIT_LEARN", found=text)
    for key in ("model.name", "version.name", "model.description", "artifact.source", "bucket.name", "target.project"):
        draft = draft.with_value(key, text, Source.FILE, text)
    app = ModelportApp(draft.with_seen(artifact=report, buckets=(BucketSeen(text, text),)))
    async with app.run_test(size=(120, 40)) as pilot:
        for step in STEPS:
            await wizard(app).jump(step.fields[0].key)
            await pilot.press("f1", "escape")
        assert app.is_running


@pytest.mark.parametrize("text", NASTY)
async def test_a_run_shows_it_as_text(draft: Draft, text: str) -> None:
    error = PlatformError(text, why=text, fix=text, command=text, raw=text)
    prepared: list[Event] = [
        RunStarted(text, (("a", text), ("b", text))),
        StepStarted("a", text, text),
        StateSeen("a", text, text, 1.0),
        LogWritten("a", (text,)),
        StepFailed("a", error),
        RunCancelled((text,), text),
    ]

    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = RunScreen(DeploymentRequest(), None, lambda _cancel: iter(prepared))
        await app.push_screen(screen)
        await until_seen(pilot, lambda: screen.is_over)
        shown = str(screen.query_one("#outcome", Static).render())
        assert "\x1b" not in shown
        assert app.is_running


@pytest.mark.parametrize("text", NASTY)
async def test_a_result_shows_it_as_text(draft: Draft, text: str) -> None:
    version = {"name": f"projects/p/models/{text}/versions/{text}", "state": text, "machineType": text}
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = DoneScreen(RunFinished(text, version, text, (text, {text: text}), 1.0), DeploymentRequest())
        await app.push_screen(screen)
        await pilot.pause()
        screen.query_one(Input).value = text
        await pilot.press("enter")
        assert app.is_running
