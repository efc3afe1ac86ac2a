"""Steps that walks through the wizard share."""

from textual.pilot import Pilot

from modelport_tui.app import ModelportApp
from modelport_tui.run.done import DoneScreen
from modelport_tui.wizard.screen import WizardScreen
from waiting import until_seen


def wizard(app: ModelportApp) -> WizardScreen:
    """The wizard of the app."""
    found = [screen for screen in app.screen_stack if isinstance(screen, WizardScreen)]
    return found[-1]


async def accept(pilot: Pilot[None], app: ModelportApp) -> None:
    """Press Enter, and wait until the wizard has taken it or refused it."""
    screen = wizard(app)
    index = screen.index
    await pilot.press("enter")
    await until_seen(pilot, lambda: screen.index != index or bool(screen.problems) or app.screen is not screen)


async def go_to(pilot: Pilot[None], app: ModelportApp, index: int) -> None:
    """Accept steps until the one with this index is in sight."""
    while wizard(app).index < index:
        await accept(pilot, app)
        assert not wizard(app).problems, wizard(app).problems


def is_done(app: ModelportApp) -> bool:
    """Whether the last screen is in sight."""
    return isinstance(app.screen, DoneScreen)
