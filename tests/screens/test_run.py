"""The screen of a run: its end in sight on a small terminal, and what does the same beside it."""

from textual.pilot import Pilot
from textual.widgets import Log

from modelport.errors import PlatformError
from modelport.events import Event, Retried, RunStarted, StepFailed, StepStarted
from modelport.request import Artifact, Bucket, DeploymentRequest, Model, Target, Version
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.run.equivalent import EquivalentModal
from modelport_tui.run.screen import RunScreen
from waiting import until_seen

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
        await pilot.press("end")
        await until_seen(pilot, lambda: box.scroll_y == box.max_scroll_y)
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
