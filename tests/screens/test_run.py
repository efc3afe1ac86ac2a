"""The screen of a run: its end in sight on a small terminal, and what does the same beside it."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Log

from modelport.errors import PlatformError
from modelport.events import BytesMoved, Event, Retried, RunFinished, RunStarted, StepFailed, StepStarted
from modelport.request import Artifact, Bucket, DeploymentRequest, Model, Target, Version
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.run.done import DoneScreen
from modelport_tui.run.equivalent import EquivalentModal
from modelport_tui.run.screen import RunScreen
from modelport_tui.widgets.amounts import size
from modelport_tui.widgets.key_footer import KeyFooter
from waiting import until_seen

from .walking import go_to

STEPS = tuple((f"step{number}", f"Step {number}") for number in range(9))
FAILED = StepFailed(
    "step0",
    PlatformError("No.", why="\n".join(f"reason {number}" for number in range(9)), fix="Mend it."),
    ("gs://b",),
    "modelport resume x",
    ("gcloud storage rm --recursive gs://b",),
)


async def failed_run(pilot: Pilot[None], request: DeploymentRequest) -> RunScreen:
    began = (RunStarted("x", STEPS), StepStarted("step0", "Step 0", "b"))
    events: list[Event] = [*began, Retried("step0", "The line is busy.", 1, 0.5), FAILED]
    screen = RunScreen(request, None, lambda _cancel: iter(events))
    await pilot.app.push_screen(screen)
    await until_seen(pilot, lambda: screen.is_over)
    await pilot.pause()
    return screen


async def test_on_a_small_terminal_the_log_makes_way_for_the_end_which_is_read_with_the_arrows(draft: Draft) -> None:
    async with ModelportApp(draft).run_test(size=(80, 24)) as pilot:
        screen = await failed_run(pilot, DeploymentRequest())
        box, log = screen.query_one("#outcome-box"), screen.query_one("#log", Log)
        assert not log.display
        assert box.region.bottom <= 23
        assert box.max_scroll_y > 0
        await until_seen(pilot, lambda: box.border_subtitle == "↓ more")
        await pilot.press("end")
        await until_seen(pilot, lambda: box.scroll_y == box.max_scroll_y and box.border_subtitle == "↑ back")
        await pilot.press("l")
        assert log.display
        assert log.lines[0] == "attempt 2 in 0.5 s · The line is busy."


async def test_what_does_the_same_has_a_tab_for_each_means_and_copies_the_open_one(draft: Draft) -> None:
    request = DeploymentRequest(
        Target("local", "p"),
        Bucket("b"),
        Artifact("./m.joblib"),
        Model("m"),
        Version("v1", machine_type="n1-standard-2"),
    )
    app = ModelportApp(draft)
    async with app.run_test(size=(100, 30)) as pilot:
        await failed_run(pilot, request)
        await pilot.press("ctrl+e")
        await until_seen(pilot, lambda: isinstance(app.screen, EquivalentModal))
        for first_line in ("gcloud storage buckets create", "gsutil mb", "curl ", "import os", "target:"):
            await pilot.press("y")
            copied = "\n".join(line for line in app.clipboard.splitlines() if "modelport local" not in line)
            assert copied.strip().startswith(first_line)
            await pilot.press("right")
            await pilot.pause()


async def test_an_upload_that_goes_on_says_how_much_was_there(draft: Draft) -> None:
    moved = BytesMoved("step0", 200_000_000, 300_000_000, "model.joblib", 1.0, 180_000_000)
    async with ModelportApp(draft).run_test(size=(120, 40)) as pilot:
        events: list[Event] = [RunStarted("x", STEPS), StepStarted("step0", "Step 0", "b"), moved, FAILED]
        screen = RunScreen(DeploymentRequest(), None, lambda _cancel: iter(events))
        await pilot.app.push_screen(screen)
        await until_seen(pilot, lambda: screen.is_over)
        assert screen.query_one("#log", Log).lines[0] == f"goes on at {size(180_000_000)} of {size(300_000_000)}"


async def test_what_was_typed_on_the_result_is_there_again_after_a_look_at_the_run(draft: Draft) -> None:
    version = {"name": "projects/p/models/m/versions/v1", "state": "READY"}
    ended = RunFinished("x", version, "http://127.0.0.1:9", (0,), 1.0)
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        events: list[Event] = [RunStarted("x", STEPS), ended]
        await app.push_screen(RunScreen(DeploymentRequest(), None, lambda _cancel: iter(events)))
        await until_seen(pilot, lambda: isinstance(app.screen, DoneScreen))
        app.screen.query_one(Input).value = "[[1, 2]]"
        await pilot.pause()
        await pilot.press("escape")
        await until_seen(pilot, lambda: isinstance(app.screen, RunScreen))
        await pilot.press("escape")
        await until_seen(pilot, lambda: isinstance(app.screen, DoneScreen))
        await until_seen(pilot, lambda: [each.value for each in app.screen.query(Input)] == ["[[1, 2]]"])


@pytest.mark.parametrize("columns", [60, 80, 120])
async def test_the_footer_shows_whole_keys_the_most_needed_first(draft: Draft, columns: int) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(columns, 24)) as pilot:
        await go_to(pilot, app, 2)
        footer = app.screen.query_one(KeyFooter)
        await until_seen(pilot, lambda: len(footer.query("FooterKey")) > 3)
        keys = list(footer.query("FooterKey"))
        assert str(keys[0].render()).endswith("next")
        assert str(keys[-1].render()).endswith("quit")
        assert all(key.region.right <= columns for key in keys)
