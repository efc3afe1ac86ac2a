"""The embedded platform is stopped and started at another port while the browser is open."""

import socket
from collections.abc import Callable

from textual.widgets import Log

from modelport.inventory.connections import Connections
from modelport.platforms.local import LocalPlatform
from modelport.request import Target
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.screen import BrowseScreen
from modelport_tui.browse.source import PlatformSource
from waiting import until_seen

from .conftest import PROJECT, REGION
from .walking import browser, shown, text_of


async def test_the_browser_goes_on_where_the_platform_is_started_anew(
    draft: Draft, deployed: Callable[..., str], connections: Connections
) -> None:
    model, platform = deployed("v1"), LocalPlatform()
    app = ModelportApp(draft, first=BrowseScreen(PlatformSource(Target("local", PROJECT))))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: browser(app).listing.snapshot.is_complete)
        await pilot.press("/", *f"model:{model}", "enter")
        await until_seen(pilot, lambda: shown(app) == [f"{model}/v1"])
        platform.stop()
        await pilot.press("r")
        await until_seen(pilot, lambda: "14 endpoints not reached" in text_of(app, "#title"))
        assert "The embedded platform is not running." in text_of(app, "#notice")
        platform.start(free_port())
        await pilot.press("r")
        await until_seen(pilot, lambda: "not reached" not in text_of(app, "#title"))
        with connections.borrowed(REGION) as serving:
            serving.update_version(
                f"projects/{PROJECT}/models/{model}/versions/v1", {"description": "after"}, ["description"]
            )
        await until_seen(pilot, lambda: browser(app).table.current.description == "after")  # type: ignore[union-attr]
        await pilot.press("l")
        await until_seen(pilot, lambda: any("READY" in line for line in app.screen.query_one(Log).lines))


def free_port() -> int:
    """A port that nothing uses just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
