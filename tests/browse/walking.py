"""Steps that walks through the browser share."""

from collections.abc import Callable

from textual.app import App
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Static

from modelport_tui.app import ModelportApp
from modelport_tui.browse.screen import BrowseScreen

PATIENCE = 600
KEYS = {"/": "slash", ":": "colon", "\n": "enter"}


def browser(app: ModelportApp) -> BrowseScreen:
    """The browser of the app."""
    return next(screen for screen in app.screen_stack if isinstance(screen, BrowseScreen))


def text_of(app: App[None], selector: str = "Static") -> str:
    """What statics of the top screen say."""
    return "\n".join(str(static.render()) for static in app.screen.query(selector).results(Static) if static.display)


def shown(app: ModelportApp) -> list[str]:
    """The rows of the table as `model/version`."""
    return [f"{row.model}/{row.version}" for row in browser(app).table.shown]


def current(app: ModelportApp) -> str:
    """The row under the cursor as `model/version`."""
    row = browser(app).table.current
    return f"{row.model}/{row.version}" if row else ""


def burst(app: ModelportApp, text: str) -> None:
    """Type in one go, as a paste or a slow line does: no key waits for what the one before has led to."""
    for character in text:
        app.post_message(Key(KEYS.get(character, character), character))


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Let the app go on until the condition holds; an AssertionError after half a minute."""
    for _ in range(PATIENCE):
        if condition():
            return
        await pilot.pause(0.05)
    raise AssertionError(f"waited in vain; on screen: {pilot.app.screen}\n{text_of(pilot.app)}")
