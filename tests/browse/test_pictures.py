"""Pictures of the browser, on a narrow and a wide terminal."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from modelport.errors import LocalPlatformError
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.dialogs.instances import AskingDialog
from modelport_tui.browse.screen import BrowseScreen
from waiting import until_seen

from .fakes import FakeSource, row, snapshot
from .walking import shown, text_of

Compare = Callable[..., bool]
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
XGBOOST: dict[str, Any] = {
    "framework": "XGBOOST",
    "machineType": "n1-standard-4",
    "autoScaling": {"minNodes": 2, "maxNodes": 8},
}
ROWS = (
    row("fraud", "v7", **XGBOOST, isDefault=True, lastUseTime="2020-11-26T06:59:56Z", labels={"team": "risk"}),
    row("fraud", "v6", **XGBOOST, lastUseTime="2020-11-24T06:59:56Z", createTime="2020-11-17T07:00:00Z"),
    row("churn", "v2", state="FAILED", errorMessage="No module named 'preprocess'", createTime="2020-11-26T06:00:00Z"),
    row("churn", "v1", isDefault=True, manualScaling={"nodes": 2}),
    row("reviews", "v1", "global", state="CREATING", framework="", predictionClass="serve.Reviews"),
)


def browsing(draft: Draft, *keys: str, read_only: bool = False) -> tuple[ModelportApp, Callable[[Pilot[None]], object]]:
    """An app, and what presses keys once the rows are in sight."""
    failed = LocalPlatformError("The endpoint did not answer within 10 s.")
    source = FakeSource(snapshot(ROWS, europe_west1=failed), read_only=read_only)
    app = ModelportApp(draft, first=BrowseScreen(source))

    async def show(pilot: Pilot[None]) -> None:
        await until_seen(pilot, lambda: len(shown(app)) == len(ROWS))
        await pilot.press(*keys)
        await pilot.pause()
        if isinstance(app.screen, AskingDialog):
            await until_seen(pilot, lambda: "No instances could be made" in text_of(app))

    return app, show


@SIZES
@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("/", *"fraud", "enter"),
        ("end", "down", "down", "enter"),
        ("end", "down", "down", "]"),
        ("down", "down", "s"),
        ("down", "down", "u"),
        ("down", "down", "d"),
        ("down", "down", "space", "c"),
        ("t",),
        ("f1",),
    ],
    ids=["list", "filter", "describe", "yaml", "default", "update", "delete", "compare", "test", "help"],
)
def test_the_browser(snap_compare: Compare, draft: Draft, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    app, show = browsing(draft, *keys)
    assert snap_compare(app, terminal_size=size, run_before=show)


@SIZES
def test_a_read_only_browser(snap_compare: Compare, draft: Draft, size: tuple[int, int]) -> None:
    app, show = browsing(draft, read_only=True)
    assert snap_compare(app, terminal_size=size, run_before=show)
