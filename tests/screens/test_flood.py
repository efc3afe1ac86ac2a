"""The screen stays alive under a flood of progress."""

import asyncio
import time
from collections.abc import Callable

from modelport.events import BytesMoved, Event, LogWritten, RunStarted, StepFinished, StepStarted
from modelport.request import DeploymentRequest
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.run.screen import RunScreen
from modelport_tui.run.steps import StepList
from waiting import until_seen

COUNT = 5_000


def events() -> list[Event]:
    """An upload in five thousand pieces, and its log: no platform can send progress this fast."""
    moved = [BytesMoved("upload", n, COUNT, "model.bin", n / 1000 + 0.001) for n in range(COUNT)]
    return [
        RunStarted("r", (("upload", "Upload the model"),)),
        StepStarted("upload", "Upload the model", "gs://b/m/v1/"),
        *moved,
        LogWritten("upload", tuple(f"line {n}" for n in range(500))),
        StepFinished("upload", "created", "1 file", 5.0),
    ]


async def test_five_thousand_progress_events_do_not_freeze_the_screen(
    draft: Draft, record_property: Callable[[str, object], None]
) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        gaps: list[float] = []
        drawn: list[Event] = []

        async def beat() -> None:
            while True:
                before = time.perf_counter()
                await asyncio.sleep(0)
                gaps.append(time.perf_counter() - before)

        screen = RunScreen(DeploymentRequest(), None, lambda _cancel: iter(events()))
        beating = asyncio.create_task(beat())
        await app.push_screen(screen)
        steps = screen.query_one(StepList)
        take = steps.take

        def count(event: Event) -> None:
            drawn.append(event)
            take(event)

        steps.take = count  # type: ignore[method-assign]
        await until_seen(pilot, lambda: any(row.state == "done" for row in steps.rows.values()))
        beating.cancel()
        record_property("worst gap of the event loop in ms", max(gaps) * 1000)
        assert sum(isinstance(event, BytesMoved) for event in drawn) < COUNT / 10
        assert len(gaps) > len(drawn)
        assert steps.rows["upload"].detail.startswith("created")
