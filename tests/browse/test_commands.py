"""Typing commands: what is understood, and where it leads."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.command import CommandList, CommandPalette
from textual.widgets import Input

from modelport.inventory.account import account
from modelport.request import Target
from modelport.wizard.draft import Draft
from modelport_tui.app import ModelportApp
from modelport_tui.browse.command_table import COMMANDS, Typed, completions, understood
from modelport_tui.browse.dialogs.command import CommandDialog
from modelport_tui.browse.models import ModelsScreen
from modelport_tui.browse.operations import OperationsScreen
from modelport_tui.browse.screen import BrowseScreen
from modelport_tui.browse.source import PlatformSource, endpoints
from modelport_tui.browse.title import title
from modelport_tui.commands.project import known_region
from waiting import until_seen

from .conftest import PROJECT
from .fakes import FakeSource, row, snapshot
from .walking import browser, burst, shown, text_of


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("op", Typed("operations")),
        (":v", Typed("versions")),
        ("project my-project", Typed("project", "my-project")),
        (":target local", Typed("target", "local")),
        ("region all", Typed("region", "")),
        ("r europe-west1", Typed("region", "europe-west1")),
        ("region global", Typed("region", "global")),
    ],
)
def test_a_command_is_understood_by_its_name_and_its_alias(text: str, typed: Typed) -> None:
    assert understood(text) == typed


@pytest.mark.parametrize("text", ["", ":", "nonsense", "project", "project a b", "target moon", "region moon", "q now"])
def test_what_is_no_command_says_what_to_type(text: str) -> None:
    assert "ype" in str(understood(text)) or "alone" in str(understood(text)) or "Choose" in str(understood(text))
    assert isinstance(understood(text), str)


def test_a_region_that_is_half_typed_names_those_that_fit() -> None:
    assert "europe-west1 or europe-west2" in str(understood("region europe-w"))


def test_everything_that_is_completed_is_a_command_or_the_beginning_of_one() -> None:
    for text in completions():
        assert isinstance(understood(text), Typed) or text.endswith(" ")
    assert "r us-central1" in completions()


async def test_a_command_is_completed_by_the_right_arrow(draft: Draft) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([row("iris", "v1")]))))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(":", *"r us-c")
        typed = app.screen.query_one("#typed", Input)
        await until_seen(pilot, lambda: bool(typed._suggestion))
        await pilot.press("right")
        assert typed.value == "r us-central1"


def test_no_two_commands_share_a_name() -> None:
    names = [name for each in COMMANDS for name in (each.name, each.alias)]
    assert len(names) == len(set(names))


def test_the_account_is_found_without_asking_anybody(tmp_path: Path) -> None:
    google = Target("ai-platform", "p")
    assert account(Target("local", "p")) == "account: local"
    assert account(google, {"CLOUDSDK_CONFIG": str(tmp_path)}) == "credentials: ADC"
    adc = tmp_path / "application_default_credentials.json"
    adc.write_text(json.dumps({"client_id": "x", "account": ""}))
    (tmp_path / "configurations").mkdir()
    (tmp_path / "active_config").write_text("default")
    (tmp_path / "configurations" / "config_default").write_text("[core]\naccount = me@example.com\n")
    assert account(google, {"CLOUDSDK_CONFIG": str(tmp_path)}) == "me@example.com (gcloud)"
    key = tmp_path / "key.json"
    key.write_text(json.dumps({"client_email": "robot@example.com"}))
    environment = {"CLOUDSDK_CONFIG": str(tmp_path), "GOOGLE_APPLICATION_CREDENTIALS": str(key)}
    assert account(google, environment) == "robot@example.com"
    assert account(google, {"MODELPORT_ACCESS_TOKEN_FILE": "t"}) == "credentials: token file"


async def test_the_command_line_opens_the_operations_and_comes_back(draft: Draft) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([row("iris", "v1")]))))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 1)
        await pilot.press(":", *"op", "enter")
        await until_seen(pilot, lambda: isinstance(app.screen, OperationsScreen))
        await pilot.press(":", *"v", "enter")
        await until_seen(pilot, lambda: app.screen is browser(app))
        await pilot.press(":", *"nonsense", "enter")
        assert isinstance(app.screen, CommandDialog)
        assert "There is no command" in text_of(app)
        await pilot.press("escape", ":", *"q", "enter")
        await until_seen(pilot, lambda: not app.is_running)


async def test_a_command_typed_in_one_go_is_run_and_one_behind_a_filter_leads_nowhere_else(draft: Draft) -> None:
    rows = [row("iris", "v1"), row("fraud", "v2", state="FAILED"), row("churn", "v3")]
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot(rows))))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 3)
        burst(app, "/state:failed\n")
        await until_seen(pilot, lambda: shown(app) == ["fraud/v2"])
        await until_seen(pilot, lambda: browser(app).focused is browser(app).table)
        burst(app, ":op\n")
        await until_seen(pilot, lambda: isinstance(app.screen, OperationsScreen))
        burst(app, ":models\n")
        await until_seen(pilot, lambda: isinstance(app.screen, ModelsScreen))


async def test_what_is_no_command_shows_every_command_below(draft: Draft) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([row("iris", "v1")]))))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 1)
        await pilot.press(":", *"nonsense", "enter")
        assert all(each.usage in text_of(app, "#commands") for each in COMMANDS)


async def test_the_models_lead_to_the_operations_and_back(draft: Draft) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([row("iris", "v1")]))))
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 1)
        for key, screen in (("M", ModelsScreen), ("O", OperationsScreen), ("M", ModelsScreen)):
            await pilot.press(key)
            await until_seen(pilot, lambda screen=screen: isinstance(app.screen, screen))  # type: ignore[misc]


def test_any_region_will_do_at_an_overridden_endpoint_and_only_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", "http://127.0.0.1:1")
    overridden, local = endpoints(Target("ai-platform", PROJECT)), endpoints(Target("local", PROJECT))
    assert understood("region my-region", overridden) == Typed("region", "my-region")
    assert "There is no endpoint 'my-region'" in str(understood("region my-region", local))
    assert "us-central1" in local
    assert known_region("my-region", overridden) == "my-region"


async def test_another_project_and_region_take_the_place_of_the_first(
    draft: Draft, deployed: Callable[..., str]
) -> None:
    model = deployed("v1")
    source = PlatformSource(Target("local", "elsewhere"), read_only=True)
    app = ModelportApp(draft, first=BrowseScreen(source))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: browser(app).listing.snapshot.is_complete)
        await pilot.press("O", ":", *f"project {PROJECT}", "enter")
        await until_seen(pilot, lambda: app.screen is browser(app) and f"{model}/v1" in shown(app))
        title = text_of(app, "#title")
        assert f"local · {PROJECT} · all regions · account: local" in title
        assert "read-only" in title
        await pilot.press(":", *"region us-east1", "enter")
        await until_seen(pilot, lambda: "us-east1" in text_of(app, "#title"))
        assert len(app.screen_stack) == 2


def first_hit(app: ModelportApp) -> str:
    """What the palette would run, without its explanation."""
    hits = app.screen.query_one(CommandList)
    return str(hits.get_option_at_index(0).prompt) if hits.option_count else ""


async def test_the_palette_has_the_commands(draft: Draft) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([row("iris", "v1")]))))
    async with app.run_test(size=(120, 40)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 1)
        await pilot.press("ctrl+p")
        await until_seen(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press(*"operations")
        await until_seen(pilot, lambda: first_hit(app).startswith(":operations"))
        await pilot.press("enter")
        await until_seen(pilot, lambda: isinstance(app.screen, OperationsScreen))
        await pilot.press("ctrl+p", *"another project")
        await until_seen(pilot, lambda: first_hit(app).startswith(":project"))
        await pilot.press("enter")
        await until_seen(pilot, lambda: isinstance(app.screen, CommandDialog))
        assert app.screen.query_one("#typed", Input).value == "project "
        await pilot.press("enter")
        assert "Type :project NAME" in text_of(app)


async def test_help_names_every_command(draft: Draft) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([row("iris", "v1")]))))
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("?")
        await until_seen(pilot, lambda: "Commands" in text_of(app))
        assert all(each.usage in text_of(app) for each in COMMANDS)


def test_the_age_of_the_rows_has_room_on_a_narrow_terminal() -> None:
    said = str(title(FakeSource(), "3 models  5 versions", "⟳ 2 s ago", 80))
    assert said.endswith("5 versions  ⟳ 2 s ago ")
    assert "3 models  5 versions  ⟳ 2 s ago" in str(title(FakeSource(), "3 models  5 versions", "⟳ 2 s ago", 120))


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_target_project_region_and_account_are_in_sight_on_any_width(draft: Draft, width: int) -> None:
    app = ModelportApp(draft, first=BrowseScreen(FakeSource(snapshot([row("iris", "v1")]))))
    async with app.run_test(size=(width, 24)) as pilot:
        await until_seen(pilot, lambda: len(shown(app)) == 1)
        title = text_of(app, "#title")
        assert "local · demo-project · all regions · account: local" in title
        assert len(title.rstrip()) <= width
