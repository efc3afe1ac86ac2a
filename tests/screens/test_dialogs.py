"""Leaving from inside a dialog."""

import pytest

from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.widgets.modal import Modal
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
