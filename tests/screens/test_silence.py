"""A platform that takes connections and never answers: the screens say for whom they wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Static

from modelport.events import StepStarted
from modelport.platforms import under_way
from modelport.settings import find_settings
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft
from modelport_tui.app import ModelportApp
from modelport_tui.run.steps import StepRow
from silent_endpoint import SilentEndpoint, silent_endpoint
from waiting import until_seen

from .walking import accept, wizard


@pytest.fixture
def endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SilentEndpoint]:
    """An endpoint of somebody's own that holds every call; a tenth of a second is long here."""
    monkeypatch.setattr(under_way, "SILENT_SECONDS", 0.1)
    (tmp_path / "token").write_text("t")
    with silent_endpoint("http://127.0.0.1:9") as silent:
        silent.silent = "/"
        monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", silent.url)
        monkeypatch.setenv("MODELPORT_STORAGE_ENDPOINT", silent.url)
        monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(tmp_path / "token"))
        yield silent


async def test_the_wizard_says_who_does_not_answer_and_goes_back_at_once(
    model_file: Path, endpoint: SilentEndpoint
) -> None:
    draft = new_draft(find_settings()).with_value("artifact.source", str(model_file), Source.FLAG)
    app = ModelportApp(draft.with_text("target.platform", "ai-platform").with_text("target.project", "my-project-1"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await accept(pilot, app)
        help_line = wizard(app).query_one("#field-help", Static)
        await until_seen(pilot, lambda: "does not answer yet (" in str(help_line.render()))
        await pilot.press("escape")
        assert wizard(app).index == 0
        endpoint.speak()


def test_a_step_of_a_run_says_who_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_way, "SILENT_SECONDS", 0.0)
    row = StepRow("Create the bucket")
    row.take(StepStarted("bucket", "Create the bucket", "gs://b"))
    assert "gs://b" in str(row.content(80))
    with under_way.noted("storage.googleapis.com"):
        assert "no answer for 0:00 from storage.googl" in str(row.content(80))
