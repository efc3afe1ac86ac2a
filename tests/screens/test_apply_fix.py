"""One key puts the answer that mends a finding into its field."""

from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport_tui.app import ModelportApp

from .walking import wizard


async def test_ctrl_f_mends_the_finding_of_the_step(draft: Draft) -> None:
    app = ModelportApp(draft.with_text("scaling.min_nodes", "0", Source.FILE))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await wizard(app).jump("scaling.min_nodes")
        await pilot.pause()
        await pilot.press("ctrl+f")
        await pilot.pause()
        assert wizard(app).draft.text("scaling.min_nodes") == "1"
