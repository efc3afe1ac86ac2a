"""`make screenshots`: walks the real app over a real model and the embedded platform, and keeps each screen as SVG."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

TARGET = Path("screenshots")
SIZE = (112, 32)
NARROW = (80, 24)


async def walk(size: tuple[int, int], suffix: str) -> None:
    """From the first screen to predictions, with a picture of each."""
    from textual.pilot import Pilot
    from textual.widgets import DataTable

    from modelport.settings import Settings
    from modelport.wizard.fields import Source
    from modelport.wizard.starting import new_draft
    from modelport.wizard.steps import STEPS
    from modelport_tui.app import ModelportApp
    from modelport_tui.run.done import DoneScreen
    from modelport_tui.run.screen import RunScreen
    from modelport_tui.wizard.screen import WizardScreen

    draft = new_draft(Settings()).with_value("artifact.source", "iris/model.joblib", Source.FLAG)
    draft = draft.with_text("after.test_instances", "[[5.1, 3.5, 1.4, 0.2], [7.7, 3.0, 6.1, 2.3]]", Source.FLAG)
    app = ModelportApp(draft, at_home=True)

    async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
        while not condition():
            await pilot.pause(0.02)
        await pilot.pause()

    def keep(name: str) -> None:
        path = TARGET / f"{name}{suffix}.svg"
        path.write_text(app.export_screenshot(title="modelport", simplify=True))
        sys.stderr.write(f"{path}\n")

    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: bool(app.screen.focused))
        keep("0-home")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, WizardScreen))
        wizard = app.screen
        assert isinstance(wizard, WizardScreen)
        for index, step in enumerate(STEPS):
            await until(pilot, lambda index=index: wizard.index == index and wizard.is_settled)  # type: ignore[misc]
            keep(f"{index + 1}-{step.id}")
            await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DoneScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        keep("9-run")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, DoneScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DoneScreen) and app.screen.has_answer)
        keep("10-done")
        await pilot.press("ctrl+b")
        await until(pilot, lambda: bool(app.screen.query(DataTable)) and app.screen.query_one(DataTable).row_count > 0)
        await pilot.press("enter")
        await pilot.pause(0.5)
        keep("11-browse")


def main() -> None:
    """Draw every screen, wide and narrow, in a home of its own."""
    sys.path.insert(0, str(Path(__file__).parent))
    from demo import train  # type: ignore[import-not-found]

    from modelport.platforms.local import LocalPlatform

    target = TARGET.resolve()
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "MODELPORT_HOME": home,
            "TEXTUAL_ANIMATIONS": "none",
            "CLOUDSDK_CONFIG": home,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        os.chdir(home)
        globals()["TARGET"] = target
        train(Path("iris/model.joblib"))
        try:
            asyncio.run(walk(SIZE, ""))
            asyncio.run(walk(NARROW, "-narrow"))
        finally:
            LocalPlatform().stop()


if __name__ == "__main__":
    main()
