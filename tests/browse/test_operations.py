"""The operations of a project: rows, the screen, and cancelling."""

import io
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
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
from modelport_tui.cli import main
from waiting import until_seen

from .conftest import PROJECT, REGION
from .fakes import FakeSource, row, snapshot
from .walking import browser, shown, text_of


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
    await until_seen(pilot, lambda: isinstance(app.screen, OperationsScreen) and len(app.screen.table.shown) == count)
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
        await until_seen(pilot, lambda: isinstance(app.screen, OperationDialog))
        assert "bad [/x]" in text_of(app)
        assert "\x1b" not in text_of(app)
        await pilot.press("escape", "escape")
        assert app.screen is browser(app)


async def test_operations_and_models_are_filtered_and_escape_first_clears_the_filter(draft: Draft) -> None:
    source = FakeSource(snapshot([row("iris", "v1"), row("fraud", "v2")]))
    source.prepared_operations = seen(operation("a"), operation("b", done=True), operation("c", done=True))
    app = ModelportApp(draft, first=BrowseScreen(source))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 2)
        await pilot.press("O")
        screen = await operations(pilot, app, 3)
        await pilot.press("/", *"state:done", "enter")
        await operations(pilot, app, 2)
        assert "2 of 3 shown" in text_of(app, "#count")
        await pilot.press("/", *"x", "enter")
        await until_seen(pilot, lambda: not screen.table.display)
        assert "No operation fits the filter." in text_of(app, "#empty")
        await pilot.press("escape")
        assert await operations(pilot, app, 3) is screen
        await pilot.press("M", "/", *"modl:iris")
        await until_seen(pilot, lambda: "Did you mean model:…?" in text_of(app, "#empty"))
        await pilot.press("escape", "/", *"model:iris", "enter")
        await until_seen(pilot, lambda: "1 of 2 shown" in text_of(app, "#count"))
        await pilot.press("escape", "escape")
        await until_seen(pilot, lambda: app.screen is browser(app))


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
        await until_seen(pilot, lambda: "There is no platform here" in text_of(app, "#notice"))


async def test_the_operations_of_a_real_platform_are_seen(
    draft: Draft, deployed: Callable[..., str], connections: Connections
) -> None:
    model = deployed("v1")
    app = ModelportApp(draft, first=BrowseScreen(PlatformSource(Target("local", PROJECT), REGION)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("O")
        await until_seen(pilot, lambda: isinstance(app.screen, OperationsScreen))
        screen = app.screen
        assert isinstance(screen, OperationsScreen)

        def found() -> list[OperationRow]:
            return [each for each in screen.table.shown if each.subject == f"{model}/v1"]

        await until_seen(pilot, lambda: bool(found()))
        assert (found()[0].kind, found()[0].state) == ("CREATE_VERSION", "DONE")
        with connections.borrowed(REGION) as serving:
            path = f"projects/{PROJECT}/models/{model}/versions/v1"
            resource = serving.find_version(path)
            assert resource is not None
            serving.delete_version(version_row(REGION, resource).path)
        await until_seen(pilot, lambda: {each.kind for each in found()} == {"CREATE_VERSION", "DELETE_VERSION"})


SLOW = """
import threading

class Slow:
    @classmethod
    def from_path(cls, path):
        print("waiting for nothing", flush=True)
        threading.Event().wait(600)

    def predict(self, instances, **kwargs):
        return instances
"""


def package(folder: Path) -> Path:
    """A source distribution whose prediction routine never ends loading."""
    path = folder / "slow-0.1.tar.gz"
    setup = 'from setuptools import setup\nsetup(name="slow", version="0.1", py_modules=["slow"])\n'
    with tarfile.open(path, "w:gz") as archive:
        for name, text in (("setup.py", setup), ("slow.py", SLOW)):
            member = tarfile.TarInfo(f"slow-0.1/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return path


def begin_slowly(model: str, source: Path, folder: Path) -> None:
    """Create a version that stays in creation; custom code is for the global endpoint."""
    where = ["--project", PROJECT, "--region", "global"]
    assert main(["models", "create", model, *where]) == 0
    files = ["--origin", str(source), "--package-uris", str(package(folder)), "--staging-bucket", f"{PROJECT}-bucket"]
    served = ["--prediction-class", "slow.Slow", "--runtime-version", "2.11", "--python-version", "3.7"]
    create = ["versions", "create", "slow", "--model", model, "--async", "--machine-type", "mls1-c1-m2"]
    assert main([*create, *where, *files, *served]) == 0


async def test_a_version_that_is_being_created_is_cancelled_and_says_so(
    draft: Draft, deployed: Callable[..., str], model_files: dict[str, Path], tmp_path: Path
) -> None:
    model = deployed("v1")
    begin_slowly(model, model_files["v1"], tmp_path)
    app = ModelportApp(draft, first=BrowseScreen(PlatformSource(Target("local", PROJECT), "global")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("/", *f"{model} v:slow", "enter")
        await until_seen(pilot, lambda: [each.state for each in browser(app).table.shown] == ["CREATING"])
        browser(app).detail.open("operations")
        await until_seen(pilot, lambda: "RUNNING    CREATE_VERSION" in text_of(app, "#text-operations"))
        await pilot.press("O")
        await until_seen(pilot, lambda: isinstance(app.screen, OperationsScreen) and bool(app.screen.table.shown))
        screen = app.screen
        assert isinstance(screen, OperationsScreen)
        assert screen.table.current
        assert (screen.table.current.subject, screen.table.current.state) == (f"{model}/slow", "RUNNING")
        await pilot.press("x", "enter")
        await until_seen(pilot, lambda: screen.table.shown[0].state == "CANCELLED")
        await pilot.press("escape")
        await until_seen(pilot, lambda: "CANCELLED" in text_of(app, "#text-operations"))
        await until_seen(pilot, lambda: [each.state for each in browser(app).table.shown] == ["FAILED"])


async def test_versions_are_not_looked_at_while_the_operations_cover_them(draft: Draft) -> None:
    """But for a pass that had begun already."""
    source = FakeSource(*(snapshot([row("iris", version)]) for version in ("v1", "v2", "v3")))
    app = ModelportApp(draft, first=BrowseScreen(source))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: shown(app) == ["iris/v1"])
        await pilot.press("O")
        await until_seen(pilot, lambda: isinstance(app.screen, OperationsScreen))
        browser(app).action_refresh()
        await until_seen(pilot, lambda: shown(app) == ["iris/v2"])
        browser(app).action_refresh()
        await pilot.pause(0.1)
        assert shown(app) == ["iris/v2"]
        await pilot.press("escape")
        await until_seen(pilot, lambda: shown(app) == ["iris/v3"])


def test_nothing_is_seen_once_watching_has_stopped() -> None:
    stop = threading.Event()
    stop.set()
    source = PlatformSource(Target("local", PROJECT), REGION)
    assert list(source.operations(stop, threading.Event(), threading.Event())) == []
    source.close()
