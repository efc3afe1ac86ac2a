"""The models of a project: counted, deleted by name, and the way to a version of one."""

from dataclasses import replace
from functools import partial

import pytest
from textual.widgets import Input

from modelport.errors import LocalPlatformError
from modelport.inventory.connections import Connections
from modelport.inventory.model_list import ListedModel, models_of
from modelport.inventory.observe import Snapshot
from modelport.request import Target
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.dialogs.delete import DeleteDialog
from modelport_tui.browse.models import ModelsScreen
from modelport_tui.browse.row_table import RowTable
from modelport_tui.browse.screen import BrowseScreen
from modelport_tui.browse.source import PlatformSource
from waiting import until_seen

from .conftest import PROJECT, REGION
from .fakes import FakeSource, model, row, snapshot
from .walking import browser, current, shown, text_of

ROWS = (row("fraud", "v6"), row("fraud", "v7"), row("churn", "v2"))


def with_empty_model() -> Snapshot:
    """Three versions of two models, and a model without any."""
    seen = snapshot(ROWS)
    return replace(seen, models={each.key: each for each in (*seen.models.values(), model("empty"))})


def models(app: ModelportApp) -> RowTable[ListedModel]:
    """The table of the screen of models."""
    assert isinstance(app.screen, ModelsScreen)
    return app.screen.table


def test_models_are_counted_by_their_endpoint_and_one_without_versions_is_listed() -> None:
    assert [(each.row.model, each.versions) for each in models_of(with_empty_model())] == [
        ("churn", 1), ("empty", 0), ("fraud", 2),
    ]  # fmt: skip
    elsewhere = model("fraud", "global")
    assert [each.versions for each in models_of(Snapshot({each.key: each for each in ROWS}, {"": elsewhere}))] == [0]


async def test_a_model_leads_to_its_versions_through_a_filter_that_hides_them(draft: Draft) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(with_empty_model())))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("/", *"churn", "enter", "M")
        await until_seen(pilot, lambda: isinstance(app.screen, ModelsScreen) and len(app.screen.table.shown) == 3)
        await pilot.press("down", "enter")
        assert "empty has no version yet" in text_of(app, "#notice")
        await pilot.press("down", "enter")
        await until_seen(pilot, lambda: current(app) == "fraud/v6")
        assert app.screen is browser(app)


async def test_no_model_is_said_to_be_missing_where_an_endpoint_could_not_be_asked(draft: Draft) -> None:
    down = LocalPlatformError("It is not reachable.")
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([], us_central1=down))))
    async with app.run_test(size=(120, 40)) as pilot:
        for key, noun in (("r", "version"), ("M", "model")):
            await pilot.press(key)
            said = f"No {noun} was found, and an endpoint could not be asked"
            await until_seen(pilot, lambda said=said: said in text_of(app, "#empty"))  # type: ignore[misc]


async def test_the_cursor_is_on_the_first_model_until_every_endpoint_has_answered(draft: Draft) -> None:
    growing = [replace(snapshot(ROWS[2:]), is_complete=False), snapshot((*ROWS[2:], row("ant", "v1")))]
    last = snapshot((*growing[1].rows.values(), row("aardvark", "v1")))
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(*growing, last)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("M")
        for count, under in ((1, "churn"), (2, "ant"), (3, "ant")):
            await until_seen(pilot, lambda count=count: len(models(app).shown) == count)  # type: ignore[misc]
            listed = models(app).current
            assert listed is not None
            assert listed.row.model == under
            await pilot.press("r")


@pytest.mark.parametrize(("typed", "under"), [("v fraud/v7", "fraud/v7"), ("v V7", "fraud/v7"), ("v none", "churn/v2")])
async def test_a_command_jumps_to_a_version(draft: Draft, typed: str, under: str) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot(ROWS))))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press(":", *typed, "enter")
        await until_seen(pilot, lambda: app.screen is browser(app))
        assert current(app) == under
        assert ("No version is none" in text_of(app, "#notice")) is (under == "churn/v2")


async def test_a_version_beyond_the_rows_shown_is_filtered_for(draft: Draft) -> None:
    rows = [row(f"model_{number:04}", "v1") for number in range(700)]
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot(rows))))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 500)
        await pilot.press(":", *"v model_0666/v1", "enter")
        await until_seen(pilot, lambda: shown(app) == ["model_0666/v1"])
        assert browser(app).query_one("#filter", Input).value == "model:model_0666"


async def test_a_model_without_versions_is_deleted_by_typing_its_name_and_another_is_not(
    draft: Draft, connections: Connections
) -> None:
    with connections.borrowed(REGION) as serving:
        serving.create_model(f"projects/{PROJECT}", {"name": "unused", "regions": [REGION]})
    app = ModelportApp(draft, first=BrowseScreen(PlatformSource(Target("local", PROJECT), REGION)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(":", *"models", "enter")
        await until_seen(pilot, lambda: isinstance(app.screen, ModelsScreen) and bool(app.screen.table.shown))
        screen = app.screen
        assert isinstance(screen, ModelsScreen)
        for _ in screen.table.shown:
            if screen.table.current and screen.table.current.row.model != "unused":
                await pilot.press("down")
        await pilot.press("d")
        assert isinstance(app.screen, DeleteDialog)
        await pilot.press(*"unused", "enter")
        await until_seen(pilot, lambda: "unused is deleted" in text_of(app, "#notice"))
        await until_seen(pilot, lambda: all(each.row.model != "unused" for each in screen.table.shown))


def has_rows(app: ModelportApp) -> bool:
    return isinstance(app.screen, ModelsScreen) and bool(app.screen.table.shown)


async def test_a_model_with_versions_is_not_deleted_and_a_read_only_session_deletes_none(draft: Draft) -> None:
    for read_only in (False, True):
        app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot(ROWS), read_only=read_only)))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("M")
            await until_seen(pilot, partial(has_rows, app))
            await pilot.press("d")
            assert ("It still has 1 version" in text_of(app, "#notice")) is not read_only
