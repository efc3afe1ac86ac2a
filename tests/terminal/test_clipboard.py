"""Copying out of the app: what the screen says, and the file that holds the text."""

import stat
from pathlib import Path

import pytest
from textual.app import App

from modelport.platforms.local import LocalPlatform
from modelport.settings import Settings
from modelport.wizard.starting import new_draft
from modelport_tui.app import ModelportApp
from modelport_tui.clipboard import copy_text
from modelport_tui.wizard.pane import EquivalentPane


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


async def test_a_text_is_kept_for_this_user_alone_and_its_place_is_said(home: Path) -> None:
    app = App[None]()
    async with app.run_test():
        first, second = copy_text(app, "one\ntwo"), copy_text(app, "three é \udcff")
    kept = home / "clipboard.txt"
    assert first == second == f"Sent to the terminal's clipboard; also in {kept}"
    assert app.clipboard == "three é ?"
    assert kept.read_text() == "three é ?"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["clipboard.txt"]


async def test_a_link_in_its_place_is_replaced_and_not_followed(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "clipboard.txt").symlink_to(tmp_path / "elsewhere")
    app = App[None]()
    async with app.run_test():
        copy_text(app, "secret")
    assert not (tmp_path / "elsewhere").exists()
    assert (home / "clipboard.txt").read_text() == "secret"


async def test_a_place_that_takes_no_file_is_said_and_harms_nothing(home: Path) -> None:
    app = App[None]()
    async with app.run_test():
        home.write_text("in the way")
        said = copy_text(app, "x")
        assert said.startswith("Sent to the terminal's clipboard. Cannot create ")
        home.unlink()
        (home / "clipboard.txt").mkdir(parents=True)
        assert "could not be kept in a file" in copy_text(app, "x")
        assert app.clipboard == "x"
        assert [path.name for path in home.iterdir()] == ["clipboard.txt"]


async def test_the_wizard_copies_the_equivalent_in_the_open_tab(home: Path) -> None:
    app = ModelportApp(new_draft(Settings()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+y")
        assert app.clipboard
        assert app.clipboard == app.screen.query_one(EquivalentPane).text
        assert (home / "clipboard.txt").read_text() == app.clipboard
    started = LocalPlatform(home / "local")  # by the wizard, at its own pace
    started.start()
    started.stop()
