"""Operating real versions on the embedded platform, with another client changing things meanwhile."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, Log, TextArea

from modelport.events import RunFinished
from modelport.inventory.connections import Connections
from modelport.platforms.local import LocalPlatform
from modelport.request import DeploymentRequest, Target
from modelport.wizard.draft import Draft
from modelport.wizard.from_version import draft_from
from modelport_tui.app import ModelportApp
from modelport_tui.browse.dialogs.compare import CompareDialog
from modelport_tui.browse.dialogs.test import TestDialog
from modelport_tui.browse.dialogs.update import UpdateDialog
from modelport_tui.browse.screen import BrowseScreen
from modelport_tui.browse.source import PlatformSource
from modelport_tui.cli import main
from modelport_tui.run.done import DoneScreen
from modelport_tui.wizard.screen import WizardScreen
from waiting import until_seen

from .conftest import PROJECT, REGION
from .fakes import row
from .walking import browser, current, shown, text_of

Deployed = Callable[..., str]
INSTANCES = "[[5.1, 3.5, 1.4, 0.2], [7.7, 3.0, 6.1, 2.3]]"


def app_of(draft: Draft) -> ModelportApp:
    return ModelportApp(draft, first=BrowseScreen(PlatformSource(Target("local", PROJECT))))


def default_of(app: ModelportApp, model: str) -> str:
    rows = browser(app).listing.snapshot.rows.values()
    return next((row.version for row in rows if row.model == model and row.is_default), "")


async def find(pilot: Pilot[None], app: ModelportApp, model: str, count: int) -> None:
    """Filter for the versions of one model, and wait until they are there and take keys."""
    browser(app).query_one("#filter", Input).value = f"model:{model}"
    await until_seen(pilot, lambda: [name.partition("/")[0] for name in shown(app)] == [model] * count)
    await until_seen(pilot, lambda: browser(app).table.has_focus)


async def test_a_default_is_set_and_rolled_back(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v1", "v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 2)
        await pilot.press("down", "s")
        assert "in place of v1" in text_of(app)
        assert "versions set-default v2" in text_of(app)
        await pilot.press("enter")
        await until_seen(pilot, lambda: default_of(app, model) == "v2")
        assert "z goes back to v1" in text_of(app, "#notice")
        await pilot.press("z")
        await until_seen(pilot, lambda: default_of(app, model) == "v1")


async def test_a_default_that_somebody_else_changed_is_not_overwritten(
    draft: Draft, deployed: Deployed, connections: Connections
) -> None:
    model = deployed("v1", "v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 2)
        await pilot.press("down", "s")
        path = f"projects/{PROJECT}/models/{model}/versions/v2"
        with connections.borrowed(REGION) as serving:
            serving.set_default(path)
        await pilot.press("enter")
        await until_seen(pilot, lambda: "✗" in text_of(app, "#notice"))
        assert "somebody else" in text_of(app, "#notice")


async def test_description_and_nodes_are_updated_and_the_refused_is_refused_before(
    draft: Draft, deployed: Deployed
) -> None:
    model = deployed("v1")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 1)
        await pilot.press("u", *"irises", "tab", "end", "backspace", "9", "enter")
        assert "minimum of 9 is above the maximum of 2" in text_of(app)
        await pilot.press("backspace", "2", "enter")
        await until_seen(pilot, lambda: [r.description for r in browser(app).table.shown] == ["irises"])
        assert browser(app).table.shown[0].nodes == "2–2"
        assert "versions update v1" in text_of(app, "#notice")


async def test_a_version_is_deleted_by_typing_its_name_alone(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v1", "v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 2)
        await pilot.press("d")
        assert "Make another version the default first" in text_of(app, "#notice")
        await pilot.press("down", "d", *"v1", "enter")
        assert "Nothing was deleted" in text_of(app)
        await pilot.press("backspace", "2", "enter")
        await until_seen(pilot, lambda: shown(app) == [f"{model}/v1"])


async def test_what_another_client_changes_shows_without_a_key(
    draft: Draft, deployed: Deployed, connections: Connections
) -> None:
    model = deployed("v1", "v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 2)
        await pilot.press("down")
        with connections.borrowed(REGION) as serving:
            serving.set_default(f"projects/{PROJECT}/models/{model}/versions/v2")
        await until_seen(pilot, lambda: default_of(app, model) == "v2")
        assert current(app) == f"{model}/v2"


async def test_a_version_is_tested_once_and_many_times(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 1)
        await pilot.press("t")
        dialog = app.screen
        assert isinstance(dialog, TestDialog)
        dialog.query_one("#instances", Input).value = INSTANCES
        await pilot.press("enter")
        await until_seen(pilot, lambda: "→ [0, 2]" in text_of(app, "#answer"))
        dialog.query_one("#times", Input).value = "50"
        dialog.query_one("#at-once", Input).value = "4"
        await pilot.press("enter")
        await until_seen(pilot, lambda: "50 answered" in text_of(app, "#answer") and not dialog.is_running_test)
        assert "p99" in text_of(app, "#answer")
        await until_seen(pilot, lambda: "done" in text_of(app, "#answer"))
        assert "ai-platform predict" in text_of(app)


async def test_a_long_test_is_stopped_by_escape(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 1)
        await pilot.press("t")
        dialog = app.screen
        assert isinstance(dialog, TestDialog)
        dialog.query_one("#instances", Input).value = INSTANCES
        dialog.query_one("#times", Input).value = "10000"
        await pilot.press("enter")
        await until_seen(pilot, lambda: bool(dialog.shots))
        await pilot.press("escape")
        await until_seen(pilot, lambda: not dialog.is_running_test)
        assert len(dialog.shots) < 10_000
        assert "stopped" in text_of(app, "#answer")


async def test_two_versions_are_compared_by_their_fields_and_their_answers(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v1", "v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 2)
        await pilot.press("space", "c")
        dialog = app.screen
        assert isinstance(dialog, CompareDialog)
        fields = [str(dialog.query_one("#differences", DataTable).get_row_at(0)[0])]
        assert fields == ["deploymentUri"]
        dialog.query_one("#instances", Input).value = INSTANCES
        await pilot.press("enter")
        await until_seen(pilot, lambda: [each.is_equal for each in dialog.compared] == [True, False])
        assert "1 of 2 answers differ" in text_of(app)
        await pilot.press("ctrl+s")
        assert f"{model} / v2  ↔  {model} / v1" in text_of(app)


async def test_a_version_that_refuses_an_instance_is_quoted_in_full(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v1", "v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 2)
        await pilot.press("space", "c")
        dialog = app.screen
        assert isinstance(dialog, CompareDialog)
        dialog.query_one("#instances", Input).value = "[[1.0, 2.0], [7.7, 3.0, 6.1, 2.3], [1.0, 2.0]]"
        await pilot.press("enter")
        await until_seen(pilot, lambda: len(dialog.compared) == 3)
        assert [str(dialog.query_one("#answers", DataTable).get_row_at(row)[0]) for row in range(3)] == ["✗", "≠", "✗"]
        text = " ".join(text_of(app).split())
        assert "v2 gave no answer to 2 of 3: Prediction failed" in text
        assert text.count("X has 2 features, but LogisticRegression is expecting 4") == 1
        assert "1 of 1 answers differ" in text


async def test_files_log_and_traffic_of_a_version_are_shown(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 1)
        detail = browser(app).detail
        detail.open("files")
        await until_seen(pilot, lambda: "model.joblib" in text_of(app, "#text-files"))
        await pilot.press("l")
        await until_seen(pilot, lambda: any("model.joblib" in line for line in detail.query_one("#log", Log).lines))
        await pilot.press("p")
        assert not detail.is_following
        assert "paused" in text_of(app, "#detail-title")
        detail.open("traffic")
        await until_seen(pilot, lambda: bool(text_of(app, "#text-traffic")))


async def test_a_new_version_begins_with_the_values_of_this_one(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 1)
        await pilot.press("n")
        await until_seen(pilot, lambda: isinstance(app.screen, WizardScreen))
        wizard = app.screen
        assert isinstance(wizard, WizardScreen)
        request = wizard.draft.request()
        assert (request.model.name, request.version.machine_type) == (model, "n1-standard-2")
        assert request.artifact.source == f"gs://{PROJECT}-bucket/{model}/v2/"
        assert (request.scaling.min_nodes, request.scaling.max_nodes) == (1, 2)


def test_labels_and_description_go_along_into_a_new_version() -> None:
    seen = row("fraud", "v7", description="by hand", labels={"team": "risk"}, packageUris=["gs://b/p-0.1.tar.gz"])
    request = draft_from(Target("local", PROJECT), seen).request()
    assert (request.version.description, request.version.labels) == ("by hand", {"team": "risk"})
    assert request.artifact.packages == ("gs://b/p-0.1.tar.gz",)


async def test_a_platform_that_does_not_run_is_started_and_said_so(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    app = app_of(draft)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await until_seen(pilot, lambda: browser(app).listing.snapshot.is_complete)
            assert "it was started at http://127.0.0.1:" in text_of(app, "#notice")
            assert "no version in this project" in text_of(app, "#empty")
    finally:
        LocalPlatform(tmp_path / "local").stop()


async def test_labels_and_request_logging_are_updated_and_logging_is_turned_off(
    draft: Draft, deployed: Deployed, connections: Connections
) -> None:
    model = deployed("v1")
    app = app_of(draft)

    def resource() -> dict[str, object]:
        with connections.borrowed(REGION) as serving:
            return serving.find_version(f"projects/{PROJECT}/models/{model}/versions/v1") or {}

    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 1)
        await pilot.press("u")
        dialog = app.screen
        assert isinstance(dialog, UpdateDialog)
        dialog.query_one(TextArea).text = "team"
        await pilot.press("ctrl+s")
        assert "'team' is no label" in text_of(app)
        dialog.query_one(TextArea).text = "team=risk\ntier=gold"
        dialog.query_one("#table", Input).value = "p.d.t"
        await pilot.press("ctrl+s")
        assert "Share logged" in text_of(app)
        dialog.query_one("#sampling", Input).value = "0.1"
        await pilot.press("enter")
        await until_seen(pilot, lambda: resource().get("labels") == {"team": "risk", "tier": "gold"})
        assert resource()["requestLoggingConfig"] == {"bigqueryTableName": "p.d.t", "samplingPercentage": 0.1}
        await until_seen(pilot, lambda: browser(app).table.shown[0].labels == "team=risk tier=gold")
        await pilot.press("u")
        dialog = app.screen
        assert isinstance(dialog, UpdateDialog)
        assert dialog.query_one("#sampling", Input).value == "0.1"
        dialog.query_one("#table", Input).value = ""
        await pilot.press("enter")
        await until_seen(pilot, lambda: not resource().get("requestLoggingConfig"))


async def test_a_version_that_somebody_else_updated_is_not_overwritten_and_the_change_is_named(
    draft: Draft, deployed: Deployed, connections: Connections
) -> None:
    model = deployed("v1")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 1)
        await pilot.press("u", *"mine")
        with connections.borrowed(REGION) as serving:
            path = f"projects/{PROJECT}/models/{model}/versions/v1"
            serving.update_version(path, {"description": "theirs"}, ("description",))
        await pilot.press("enter")
        await until_seen(pilot, lambda: "somebody else" in text_of(app, "#notice"))
        assert "these changed: description" in text_of(app, "#notice")
        assert "What you typed comes back" in text_of(app, "#notice")
        await until_seen(pilot, lambda: [each.description for each in browser(app).table.shown] == ["theirs"])
        await pilot.press("u")
        assert app.screen.query_one("#description", Input).value == "mine"
        await pilot.press("enter")
        await until_seen(pilot, lambda: [each.description for each in browser(app).table.shown] == ["mine"])
        await pilot.press("u")
        assert app.screen.query_one("#description", Input).value == "mine"


async def test_a_test_begins_with_instances_that_the_model_takes(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v2")
    app = app_of(draft)
    async with app.run_test(size=(120, 40)) as pilot:
        await find(pilot, app, model, 1)
        await pilot.press("t")
        box = app.screen.query_one("#instances", Input)
        await until_seen(pilot, lambda: bool(box.value))
        assert len(json.loads(box.value)[0]) == 4
        await pilot.press("enter")
        await until_seen(pilot, lambda: "→ [" in text_of(app, "#answer"))


async def test_escape_on_the_first_step_of_a_new_version_comes_back_to_the_browser(
    draft: Draft, deployed: Deployed
) -> None:
    model = deployed("v2")
    app = app_of(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await find(pilot, app, model, 1)
        await pilot.press("n")
        await until_seen(pilot, lambda: isinstance(app.screen, WizardScreen) and bool(app.screen.query("StepForm")))
        await pilot.press("escape")
        await until_seen(pilot, lambda: app.screen is browser(app))


async def test_the_last_screen_of_a_run_opens_the_browser(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v1")
    finished = RunFinished("r", {"name": f"projects/{PROJECT}/models/{model}/versions/v1"}, "", None, 1.0)
    app = ModelportApp(draft)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(DoneScreen(finished, DeploymentRequest(target=Target("local", PROJECT))))
        await pilot.press("ctrl+b")
        await until_seen(pilot, lambda: isinstance(app.screen, BrowseScreen) and f"{model}/v1" in shown(app))


def test_without_a_terminal_the_command_names_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["browse", "--read-only"]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert "modelport versions list" in captured.err


async def test_the_home_screen_opens_the_browser_and_escape_comes_back(draft: Draft, deployed: Deployed) -> None:
    model = deployed("v1")
    app = ModelportApp(draft.with_text("target.project", PROJECT), at_home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await until_seen(pilot, lambda: isinstance(app.screen, BrowseScreen))
        await until_seen(pilot, lambda: f"{model}/v1" in shown(app))
        await pilot.press("escape")
        await until_seen(pilot, lambda: not isinstance(app.screen, BrowseScreen))
        assert app.is_running
