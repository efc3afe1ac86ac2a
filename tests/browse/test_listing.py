"""Finding versions: over a fake source, so that every state can be shown."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets.data_table import ColumnKey

from modelport.errors import LocalPlatformError
from modelport.inventory.observe import Snapshot
from modelport.inventory.rows import VersionRow
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.failing import failure_lines
from modelport_tui.browse.screen import BrowseScreen
from waiting import until_seen

from .fakes import FakeSource, row, snapshot
from .walking import browser, current, shown, text_of

NASTY = ["a[x]", "[bold", "[@click=app.quit]x[-]", "\x1b[31mred\x1b[0m", "$primary [", "\x00\x07\x7f", "[[", "ä\u202eb"]
FRAUD = (row("fraud", "v6"), row("fraud", "v7", isDefault=True), row("churn", "v2", state="FAILED"))


def app_of(draft: Draft, source: FakeSource) -> ModelportApp:
    return ModelportApp(draft, first=BrowseScreen(source))


async def test_a_filter_and_the_cursor_survive_a_refresh(draft: Draft) -> None:
    later = (*FRAUD, row("a_new", "v1"), row("fraud", "v10"))
    app = app_of(draft, FakeSource(snapshot(FRAUD), snapshot(later)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("/", *"fraud", "enter", "down")
        assert current(app) == "fraud/v7"
        await pilot.press("r")
        await until_seen(pilot, lambda: shown(app) == ["fraud/v6", "fraud/v7", "fraud/v10"])
        assert current(app) == "fraud/v7"
        assert "3 of 5 shown" in text_of(app, "#count")


async def test_a_key_is_answered_by_rows_that_are_fresh_and_the_title_says_how_old_they_are(draft: Draft) -> None:
    source = FakeSource(snapshot(FRAUD), snapshot((*FRAUD, row("new", "v1"))))
    app = app_of(draft, source)
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        assert "⟳ now" in text_of(app, "#title")
        source.moment += timedelta(seconds=12)
        browser(app).draw()
        assert "⟳ 12 s ago" in text_of(app, "#title")
        await pilot.press("down")
        await until_seen(pilot, lambda: len(shown(app)) == 4)
        assert "⟳ now" in text_of(app, "#title")


async def test_a_field_that_there_is_not_is_said_in_place_of_an_empty_table(draft: Draft) -> None:
    app = app_of(draft, FakeSource(snapshot(FRAUD)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("/", *"famework:xgb", "enter")
        await until_seen(pilot, lambda: not shown(app) or not browser(app).table.display)
        assert "There is no field famework. Did you mean framework:…?" in text_of(app, "#empty")


async def test_the_cursor_stays_on_its_row_when_rows_come_before_it(draft: Draft) -> None:
    app = app_of(draft, FakeSource(snapshot(FRAUD), snapshot((*FRAUD, row("a", "v1"), row("b", "v1")))))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("down", "down")
        assert current(app) == "fraud/v7"
        await pilot.press("r")
        await until_seen(pilot, lambda: len(shown(app)) == 5)
        assert current(app) == "fraud/v7"


async def test_a_table_that_was_empty_for_a_while_takes_keys_again(draft: Draft) -> None:
    app = app_of(draft, FakeSource(snapshot(FRAUD), snapshot(()), snapshot(FRAUD)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("r")
        await until_seen(pilot, lambda: not browser(app).table.display)
        await until_seen(pilot, lambda: not browser(app).table.has_focus)
        await pilot.press("r")
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("j")
        assert current(app) == "fraud/v6"


async def test_a_row_that_vanishes_leaves_the_cursor_at_its_place(draft: Draft) -> None:
    app = app_of(draft, FakeSource(snapshot(FRAUD), snapshot(FRAUD[1:])))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("down", "space", "up")
        assert browser(app).marked
        await pilot.press("r")
        await until_seen(pilot, lambda: len(shown(app)) == 2)
        assert current(app) == "fraud/v7"
        assert not browser(app).marked


async def test_the_same_column_again_turns_the_order_round_and_keeps_the_cursor(draft: Draft) -> None:
    app = app_of(draft, FakeSource(snapshot(FRAUD)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("o", *"state", "enter")
        assert shown(app)[0] == "churn/v2"
        before = current(app)
        await pilot.press("o", *"state", "enter")
        assert shown(app)[-1] == "churn/v2"
        assert current(app) == before


async def test_ten_thousand_versions_show_five_hundred_and_filter_as_one_types(draft: Draft) -> None:
    rows = [row(f"model_{n // 10}", f"v{n % 10}") for n in range(10_000)]
    app = app_of(draft, FakeSource(snapshot(rows)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 500)
        assert "9500 more" in text_of(app, "#count")
        await until_seen(pilot, lambda: browser(app).table.row_count == 500)
        await pilot.press("/", *"model:model_77")
        await until_seen(pilot, lambda: len(shown(app)) == 110)
        await pilot.press(*"7 v:v3")
        await until_seen(pilot, lambda: shown(app) == ["model_777/v3"])


async def test_an_endpoint_that_fails_is_named_and_the_others_are_shown(draft: Draft) -> None:
    failed = LocalPlatformError("Europe is not reachable.")
    app = app_of(draft, FakeSource(snapshot(FRAUD, europe_west1=failed)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        assert "europe-west1: Europe is not reachable." in text_of(app, "#notice")


async def test_rows_of_an_endpoint_that_answers_no_more_do_not_look_alive_until_it_does(draft: Draft) -> None:
    down = LocalPlatformError("It is not reachable.", command="modelport local start --detach")
    source = FakeSource(snapshot(FRAUD))
    last_seen = {"us-central1": source.moment - timedelta(minutes=2)}
    source.add(replace(snapshot(FRAUD, us_central1=down), last_seen=last_seen), snapshot(FRAUD))
    app = app_of(draft, source)

    def states() -> str:
        table = browser(app).table
        return "".join(str(table.get_cell(each.key, "state").text)[0] for each in table.shown)

    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        assert states() == "✗✓✓"
        await pilot.press("r")
        await until_seen(pilot, lambda: states() == "???")
        assert str(browser(app).table.get_cell(FRAUD[0].key, "state").text) == "? READY, 2 min ago"
        assert "▲ 1 endpoint not reached" in text_of(app, "#title")
        assert "$ modelport local start --detach" in text_of(app, "#notice")
        await pilot.resize_terminal(80, 24)
        await until_seen(pilot, lambda: "▲ 1 not reached" in text_of(app, "#title"))
        await pilot.press("r")
        await until_seen(pilot, lambda: states() == "✗✓✓")
        assert browser(app).table.columns[ColumnKey("state")].content_width == len("✗ FAILED")
        assert "not reached" not in text_of(app, "#title")


async def test_an_endpoint_without_versions_leads_to_the_others(draft: Draft) -> None:
    source = FakeSource(Snapshot(is_complete=True))
    source.region = "asia-east1"
    app = app_of(draft, source)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: "There is no version at asia-east1. :region all" in text_of(app, "#empty"))


def test_the_same_reason_is_said_once_with_where_it_was_met() -> None:
    down, other = LocalPlatformError("Not reachable.", why="No\nroute."), LocalPlatformError("Refused.")
    lines = failure_lines({"a": down, "b": down, "c": other, "d": down, "e": down}).splitlines()
    assert lines == ["▲ a, b, d and 1 more: Not reachable. No route.", "▲ c: Refused."]
    assert failure_lines({}) == ""


async def test_a_failure_that_is_over_is_no_longer_said_and_one_that_lasts_hides_no_news(draft: Draft) -> None:
    failed = LocalPlatformError("Europe is not reachable.")
    failing = snapshot(FRAUD, europe_west1=failed)
    app = app_of(draft, FakeSource(failing, failing, snapshot(FRAUD)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: "Europe" in text_of(app, "#notice"))
        await pilot.press("y")
        assert "Europe" not in text_of(app, "#notice")
        browser(app).on_app_focus()
        await pilot.pause(0.1)
        assert "Europe" not in text_of(app, "#notice")
        await pilot.press("r")
        await until_seen(pilot, lambda: not browser(app).listing.snapshot.failures)
        assert "Europe" not in text_of(app, "#notice")


async def test_an_empty_project_says_how_to_begin(draft: Draft) -> None:
    app = app_of(draft, FakeSource(Snapshot(is_complete=True)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: "modelport deploy" in text_of(app, "#empty"))


async def test_escape_leaves_the_pane_then_the_filter_and_never_the_program(draft: Draft) -> None:
    app = app_of(draft, FakeSource(snapshot(FRAUD)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("/", *"fraud", "enter", "enter")
        assert browser(app).detail.display
        await pilot.press("escape")
        assert not browser(app).detail.display
        await pilot.press("escape")
        assert len(shown(app)) == 3
        await pilot.press("escape")
        assert app.is_running


@pytest.mark.parametrize("key", ["s", "u", "d", "n", "z"])
async def test_a_read_only_session_has_no_key_that_changes_something(draft: Draft, key: str) -> None:
    app = app_of(draft, FakeSource(snapshot(FRAUD), read_only=True))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press(key)
        assert app.screen is browser(app)
        assert not text_of(app, "#notice")
        assert "read-only" in text_of(app, "#title")
        await pilot.press("f1")
        assert "Delete it" not in text_of(app)


def hostile(text: str) -> VersionRow:
    return row(text, text, text, state=text, framework=text, runtimeVersion=text, machineType=text, description=text,
               createTime=text, lastUseTime=text, errorMessage=text, deploymentUri=text, labels={text: text},
               pythonVersion=text, serviceAccount=text)  # fmt: skip


async def test_hostile_text_in_every_column_shows_as_characters(draft: Draft) -> None:
    app = app_of(draft, FakeSource(snapshot([hostile(text) for text in NASTY])))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == len(NASTY))
        for tab, key in (("describe", "down"), ("yaml", "up"), ("json", "down")):
            browser(app).detail.open(tab)
            for _ in NASTY:
                await pilot.press(key)
                assert "\x1b" not in text_of(app)
        assert app.is_running


async def test_hostile_text_in_every_dialog_shows_as_characters(draft: Draft) -> None:
    rows = [hostile("".join(NASTY)), row("".join(NASTY), "v2", "".join(NASTY))]
    app = app_of(draft, FakeSource(snapshot(rows)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 2)
        for key in ("s", "u", "d", "t", "c"):
            await pilot.press(*(("space", "space") if key == "c" else ()), key)
            await pilot.pause()
            assert "\x1b" not in text_of(app)
            if app.screen is not browser(app):
                await pilot.press("escape")
        assert app.is_running


async def test_a_version_is_copied_as_json(draft: Draft) -> None:
    app = app_of(draft, FakeSource(snapshot(FRAUD)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("down", "y")
        assert json.loads(app.clipboard) == FRAUD[0].resource


async def test_a_test_says_why_no_instances_could_be_made(draft: Draft) -> None:
    app = app_of(draft, FakeSource(snapshot(FRAUD)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("t")
        await until_seen(pilot, lambda: "There is no platform here" in text_of(app, "#answer"))


async def test_the_cursor_is_on_the_first_row_until_the_first_pass_is_complete(draft: Draft) -> None:
    growing = replace(snapshot(FRAUD[:1]), is_complete=False)
    app = app_of(draft, FakeSource(growing, snapshot(FRAUD), snapshot((row("a", "v1"), *FRAUD))))
    async with app.run_test(size=(80, 24)) as pilot:
        for count, under in ((1, "fraud/v6"), (3, "churn/v2"), (4, "churn/v2")):
            await until_seen(pilot, lambda count=count: len(shown(app)) == count)  # type: ignore[misc]
            assert current(app) == under
            await pilot.press("r")


@pytest.mark.parametrize(
    ("keys", "under"), [("j", "fraud/v6"), ("jk", "churn/v2"), ("G", "fraud/v7"), ("Gg", "churn/v2")]
)
async def test_keys_of_vi_move_the_cursor(draft: Draft, keys: str, under: str) -> None:
    app = app_of(draft, FakeSource(snapshot(FRAUD)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press(*keys)
        assert current(app) == under


async def test_the_source_is_closed_with_the_browser(draft: Draft) -> None:
    source = FakeSource(snapshot(FRAUD))
    app = app_of(draft, source)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
    assert source.is_closed
