"""Leaving from inside a dialog."""

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.widgets.modal import Modal
from modelport_tui.wizard.save import SaveModal
from waiting import until_seen

from .walking import go_to, wizard


@pytest.mark.parametrize("opening", ["f1", "ctrl+s", "ctrl+t", "down"])
async def test_ctrl_c_closes_a_dialog_and_the_wizard_is_as_it_was(draft: Draft, opening: str) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        wizard(app).form.focus_first("artifact.source")
        await pilot.press(opening)
        await until_seen(pilot, lambda: isinstance(app.screen, Modal))
        await pilot.press("ctrl+c")
        await until_seen(pilot, lambda: app.screen is wizard(app))
        assert wizard(app).index == 2


async def test_ctrl_q_in_a_dialog_leaves_the_app(draft: Draft) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, app, 2)
        await pilot.press("f1")
        await until_seen(pilot, lambda: isinstance(app.screen, Modal))
        await pilot.press("ctrl+q")
        await until_seen(pilot, lambda: not app.is_running)


async def test_the_save_dialog_names_the_file_that_is_typed_and_refuses_a_directory(
    draft: Draft, tmp_path: Path
) -> None:
    app = ModelportApp(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await go_to(pilot, app, 2)
        await pilot.press("ctrl+s")
        await until_seen(pilot, lambda: isinstance(app.screen, SaveModal))
        hint, problem = app.screen.query_one(".hint", Static), app.screen.query_one("#problem", Static)
        app.screen.query_one(Input).value = str(tmp_path)
        await pilot.press("enter")
        await until_seen(pilot, lambda: "is a directory" in str(problem.render()))
        app.screen.query_one(Input).value = str(tmp_path / "my request.yaml")
        await until_seen(pilot, lambda: f"--file '{tmp_path}/my request.yaml'" in str(hint.render()))
        await pilot.press("enter")
        await until_seen(pilot, lambda: app.screen is wizard(app))
        assert (tmp_path / "my request.yaml").exists()
