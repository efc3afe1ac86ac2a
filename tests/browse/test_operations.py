"""The operations of a project: rows, the screen, and cancelling."""

import threading
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from modelport.inventory.connections import Connections
from modelport.inventory.operation_rows import OperationRow, newest_first, operation_row
from modelport.inventory.operation_watch import OperationsSeen
from modelport.inventory.rows import version_row
from modelport.request import Target
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.dialogs.confirm import ConfirmDialog
from modelport_tui.browse.dialogs.operation import OperationDialog
from modelport_tui.browse.operations import OperationsScreen
from modelport_tui.browse.screen import BrowseScreen
from modelport_tui.browse.source import PlatformSource

from .conftest import PROJECT, REGION
from .fakes import FakeSource, row, snapshot
from .walking import browser, text_of, until


def operation(name: str, time: str = "2020-11-26T06:59:00Z", **more: Any) -> OperationRow:
    metadata = {
        "operationType": "CREATE_VERSION",
        "modelName": "projects/p/models/iris",
        "version": {"name": "projects/p/models/iris/versions/v1"},
        "createTime": time,
        **more.pop("metadata", {}),
    }
    return operation_row("us-central1", {"name": f"projects/p/operations/{name}", "metadata": metadata, **more})


def seen(*rows: OperationRow) -> OperationsSeen:
    return OperationsSeen({each.key: each for each in rows})


def test_the_state_tells_running_cancelling_cancelled_failed_and_done_apart() -> None:
    rows = (
        operation("a"),
        operation("b", metadata={"isCancellationRequested": True}),
        operation("c", done=True, error={"code": 1, "message": "cancelled"}),
        operation("d", done=True, error={"code": 13}),
        operation("e", done=True, response={}),
    )
    assert [each.state for each in rows] == ["RUNNING", "CANCELLING", "CANCELLED", "FAILED", "DONE"]
    assert [each.can_be_cancelled for each in rows] == [True, False, False, False, False]
    assert {each.subject for each in rows} == {"iris/v1"}


def test_the_newest_operation_is_on_top() -> None:
    rows = newest_first([operation("a", "2020-01-01T00:00:00Z"), operation("b", "2020-02-01T00:00:00Z")])
    assert [each.name for each in rows] == ["b", "a"]


async def operations(pilot: Pilot[None], app: ModelportApp, count: int) -> OperationsScreen:
    """The screen once it shows so many rows."""
    await until(pilot, lambda: isinstance(app.screen, OperationsScreen) and len(app.screen.table.shown) == count)
    assert isinstance(app.screen, OperationsScreen)
    return app.screen


async def test_an_operation_is_shown_as_a_sheet_and_hostile_text_as_characters(draft: Draft) -> None:
    source = FakeSource(snapshot([row("iris", "v1")]))
    failed = operation("[bold]x", done=True, error={"code": 3, "message": "\x1b[31mbad [/x]"})
    source.prepared_operations = seen(failed, operation("b", "2020-01-01T00:00:00Z"))
    app = ModelportApp(draft, first=BrowseScreen(source))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("O")
        screen = await operations(pilot, app, 2)
        assert "2 operations" in text_of(app, "#title")
        assert screen.table.current == failed
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, OperationDialog))
        assert "bad [/x]" in text_of(app)
        assert "\x1b" not in text_of(app)
        await pilot.press("escape", "escape")
        assert app.screen is browser(app)


async def test_a_read_only_session_cancels_nothing_and_one_that_is_done_cannot_be_cancelled(draft: Draft) -> None:
    for read_only in (True, False):
        source = FakeSource(snapshot([row("iris", "v1")]), read_only=read_only)
        source.prepared_operations = seen(operation("a", done=True, response={}))
        app = ModelportApp(draft, first=BrowseScreen(source))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("O")
            screen = await operations(pilot, app, 1)
            await pilot.press("x")
            assert app.screen is screen
            assert ("only an operation that is RUNNING" in text_of(app, "#notice")) is not read_only


async def test_cancelling_asks_first_and_says_why_it_cannot(draft: Draft) -> None:
    source = FakeSource(snapshot([row("iris", "v1")]))
    source.prepared_operations = seen(operation("a"))
    app = ModelportApp(draft, first=BrowseScreen(source))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("O")
        await operations(pilot, app, 1)
        await pilot.press("x")
        assert isinstance(app.screen, ConfirmDialog)
        assert "modelport operations cancel a" in text_of(app)
        await pilot.press("enter")
        await until(pilot, lambda: "There is no platform here" in text_of(app, "#notice"))


async def test_the_operations_of_a_real_platform_are_seen(
    draft: Draft, deployed: Callable[..., str], connections: Connections
) -> None:
    model = deployed("v1")
    app = ModelportApp(draft, first=BrowseScreen(PlatformSource(Target("local", PROJECT), REGION)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("O")
        await until(pilot, lambda: isinstance(app.screen, OperationsScreen))
        screen = app.screen
        assert isinstance(screen, OperationsScreen)

        def found() -> list[OperationRow]:
            return [each for each in screen.table.shown if each.subject == f"{model}/v1"]

        await until(pilot, lambda: bool(found()))
        assert (found()[0].kind, found()[0].state) == ("CREATE_VERSION", "DONE")
        with connections.borrowed(REGION) as serving:
            path = f"projects/{PROJECT}/models/{model}/versions/v1"
            resource = serving.find_version(path)
            assert resource is not None
            serving.delete_version(version_row(REGION, resource).path)
        await until(pilot, lambda: {each.kind for each in found()} == {"CREATE_VERSION", "DELETE_VERSION"})


def test_nothing_is_seen_once_watching_has_stopped() -> None:
    stop = threading.Event()
    stop.set()
    source = PlatformSource(Target("local", PROJECT), REGION)
    assert list(source.operations(stop, threading.Event(), threading.Event())) == []
    source.close()
