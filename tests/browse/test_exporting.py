"""Versions into files, and cells onto the clipboard: over a fake source."""

import csv
import json
from pathlib import Path

import pytest
from textual.widgets import Input, RadioButton, RadioSet

from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.exporting import ExportDialog
from modelport_tui.browse.screen import BrowseScreen
from waiting import until_seen

from .fakes import FakeSource, row, snapshot
from .walking import browser, shown, text_of

FRAUD = (row("fraud", "v6"), row("fraud", "v7", isDefault=True), row("churn", "v2", state="FAILED"))


@pytest.fixture
def app(draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelportApp:
    monkeypatch.chdir(tmp_path)
    return ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot(FRAUD))))


async def test_the_filtered_list_becomes_a_csv_file(app: ModelportApp, tmp_path: Path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("/", *"fraud", "enter", "x", "enter")
        await until_seen(pilot, lambda: "2 versions written to versions.csv" in text_of(app, "#notice"))
    with (tmp_path / "versions.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [each["version"] for each in lines] == ["v6", "v7"]


async def test_marked_rows_become_a_json_file_and_the_path_follows_the_format(
    app: ModelportApp, tmp_path: Path
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("space", "x")
        await until_seen(pilot, lambda: isinstance(app.screen, ExportDialog))
        assert str(app.screen.query(RadioButton).first().label) == "1 marked"
        form = app.screen.query_one("#form", RadioSet)
        form.focus()
        await pilot.press("right", "space")
        await until_seen(pilot, lambda: app.screen.query_one("#path", Input).value == "./versions.json")
        await pilot.press("enter")
        await until_seen(pilot, lambda: "1 version written" in text_of(app, "#notice"))
    assert json.loads((tmp_path / "versions.json").read_text()) == [FRAUD[2].resource | {"endpoint": FRAUD[2].region}]


async def test_a_file_that_exists_is_replaced_only_after_a_yes(app: ModelportApp, tmp_path: Path) -> None:
    path = tmp_path / "versions.csv"
    path.write_text("mine")
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("x", "enter")
        await until_seen(pilot, lambda: "what is in it is lost" in text_of(app))
        await pilot.press("escape")
        await until_seen(pilot, lambda: isinstance(app.screen, ExportDialog))
        assert path.read_text() == "mine"
        await pilot.press("enter")
        await until_seen(pilot, lambda: "what is in it is lost" in text_of(app))
        await pilot.press("enter")
        await until_seen(pilot, lambda: app.screen is browser(app) and "written" in text_of(app, "#notice"))
    assert "churn" in path.read_text()


async def test_one_cell_is_copied(app: ModelportApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        await pilot.press("Y", *"machine", "enter")
        await until_seen(pilot, lambda: app.clipboard == "n1-standard-2")
