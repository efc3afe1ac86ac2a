"""Steps that walks through the browser share."""

from textual.app import App
from textual.events import Key
from textual.widgets import Static

from modelport_tui.app import ModelportApp
from modelport_tui.browse.screen import BrowseScreen

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
