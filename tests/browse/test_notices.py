"""How long what was said stays in sight."""

from datetime import timedelta

from modelport.errors import LocalPlatformError
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.screen import BrowseScreen
from waiting import until_seen

from .fakes import FakeSource, row, snapshot
from .walking import text_of

TWO = (row("fraud", "v6"), row("fraud", "v7"))


async def test_what_was_said_goes_with_a_key_once_it_is_old_and_a_failure_stays(draft: Draft) -> None:
    source = FakeSource(snapshot(TWO, europe_west1=LocalPlatformError("Europe is not reachable.")))
    app = ModelportApp(draft, first=BrowseScreen(source))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: "Europe" in text_of(app, "#notice"))
        await pilot.press("escape")
        assert "This is the first screen" in text_of(app, "#notice")
        await pilot.press("down")
        assert "This is the first screen" in text_of(app, "#notice")
        source.moment += timedelta(seconds=11)
        await pilot.press("up")
        assert text_of(app, "#notice") == "▲ europe-west1: Europe is not reachable."
        source.moment += timedelta(seconds=11)
        await pilot.press("down")
        assert "Europe" in text_of(app, "#notice")
