"""A change whose answer is lost, in the browser."""

from collections.abc import Callable

from textual.widgets import Input

from modelport.platforms.local import LocalPlatform
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.screen import BrowseScreen
from scripted_endpoint import scripted_endpoint
from waiting import until_seen

from .conftest import PROJECT
from .detour import DetourSource
from .walking import browser, shown, text_of


def default_of(app: ModelportApp) -> str:
    return next((row.version for row in browser(app).table.shown if row.is_default), "")


async def test_a_default_that_was_set_though_the_answer_was_lost_can_be_rolled_back(
    draft: Draft, deployed: Callable[..., str]
) -> None:
    model = deployed("v1", "v2")
    with scripted_endpoint(LocalPlatform().url()) as endpoint:
        app = ModelportApp(draft, first=BrowseScreen(DetourSource(PROJECT, endpoint.url)))
        async with app.run_test(size=(120, 40)) as pilot:
            browser(app).query_one("#filter", Input).value = f"model:{model}"
            await until_seen(pilot, lambda: shown(app) == [f"{model}/v1", f"{model}/v2"])
            await until_seen(pilot, lambda: browser(app).table.has_focus)
            endpoint.lose(":setDefault")
            await pilot.press("down", "s", "enter")
            await until_seen(pilot, lambda: "z goes back to v1" in text_of(app, "#notice"))
            await until_seen(pilot, lambda: default_of(app) == "v2")
            await pilot.press("z")
            await until_seen(pilot, lambda: default_of(app) == "v1")
