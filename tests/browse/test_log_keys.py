"""Keys in the log and behind its filter: over the real platform."""

from collections.abc import Callable

from textual import events
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Input, Log

from modelport.request import Target
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.screen import BrowseScreen
from modelport_tui.browse.source import PlatformSource
from waiting import until_seen

from .conftest import PROJECT
from .fakes import FakeSource, row, snapshot
from .walking import browser, shown, text_of

Deployed = Callable[..., str]


async def filtered_log(pilot: Pilot[None], app: ModelportApp, model: str) -> Log:
    """The log of the model's only version, with the lines that hold READY, and the keys."""
    browser(app).query_one("#filter", Input).value = f"model:{model}"
    await until_seen(pilot, lambda: shown(app) == [f"{model}/v1"] and browser(app).table.has_focus)
    await pilot.press("l", "f", *"READY", "enter")
    log = app.screen.query_one(Log)
    await until_seen(pilot, lambda: any(log.lines) and all("READY" in line for line in log.lines if line))
    await until_seen(pilot, lambda: log.has_focus)
    return log


async def test_after_filtering_the_log_brackets_change_the_tab_and_letters_are_keys(
    draft: Draft, deployed: Deployed
) -> None:
    model = deployed("v1")
    app = ModelportApp(draft, first=BrowseScreen(PlatformSource(Target("local", PROJECT))))
    async with app.run_test(size=(120, 40)) as pilot:
        await filtered_log(pilot, app, model)
        detail, words = browser(app).detail, app.screen.query_one("#log-filter", Input)
        await pilot.press("]")
        await until_seen(pilot, lambda: detail.tab == "traffic" and isinstance(app.focused, VerticalScroll))
        await pilot.press("[")
        await until_seen(pilot, lambda: detail.tab == "log" and isinstance(app.focused, Log))
        await pilot.press("[", "p")
        await until_seen(pilot, lambda: detail.tab == "operations" and not detail.is_following)
        await pilot.press("[", "[", "[", "[", "d")
        await until_seen(pilot, lambda: "This would be lost" in text_of(app))
        await pilot.press("escape")
        assert words.value == "READY"
        await pilot.press("f", *"]p")
        await until_seen(pilot, lambda: words.value == "READY]p" and detail.tab == "log")


async def test_the_filter_has_the_keys_again_that_went_with_the_terminals_focus(draft: Draft) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([row("a", "v1")]))))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: shown(app) == ["a/v1"])
        await pilot.press("f", "x")
        app.post_message(events.AppBlur())
        await until_seen(pilot, lambda: app.focused is None)
        app.post_message(events.AppFocus())
        await until_seen(pilot, lambda: app.focused is not None)
        await pilot.press("y")
        assert app.screen.query_one("#log-filter", Input).value == "xy"


async def test_a_click_into_the_filter_asks_for_the_keys(draft: Draft) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([row("a", "v1")]))))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: shown(app) == ["a/v1"])
        await pilot.press("l")
        await pilot.click("#log-filter")
        await pilot.press(*"xy")
        assert app.screen.query_one("#log-filter", Input).value == "xy"


async def test_no_filter_takes_the_keys_of_a_table_that_is_empty_now(draft: Draft) -> None:
    source = FakeSource(snapshot([row("a", "v1")]), snapshot([row("b", "v1")]))
    app = ModelportApp(draft, first=BrowseScreen(source))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: shown(app) == ["a/v1"])
        await pilot.press("l", "/", *"model:a", "enter")
        await until_seen(pilot, lambda: browser(app).table.has_focus)
        await pilot.press("r")
        await until_seen(pilot, lambda: shown(app) == [])
        await until_seen(pilot, lambda: app.focused is None)
        await pilot.press("p", "d", "]")
        await until_seen(pilot, lambda: browser(app).detail.tab == "traffic")
        assert {box.value for box in browser(app).query(Input)} == {"", "model:a"}
