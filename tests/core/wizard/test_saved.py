"""Drafts on disk."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from modelport.journal import Journal
from modelport.request import Artifact
from modelport.settings import Settings
from modelport.wizard import saved
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path / "home"))


def test_what_was_typed_is_offered_again() -> None:
    draft = new_draft(Settings()).with_text("artifact.source", "./a/model.pkl").with_text("scaling.min_nodes", "x")
    saved.save(draft)
    left = saved.latest()
    assert left is not None
    again = saved.restored(new_draft(Settings()), left)
    assert again.text("artifact.source") == "./a/model.pkl"
    assert str(again.answer("scaling.min_nodes").value) == "x"


def test_what_a_flag_named_comes_back_with_what_was_typed_from_any_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    draft = new_draft(Settings()).with_text("artifact.source", "model.joblib", Source.FLAG)
    saved.save(draft.with_text("model.name", "flowers"))
    left = saved.latest()
    assert left is not None
    again = saved.restored(new_draft(Settings()), left)
    assert (again.text("artifact.source"), again.text("model.name")) == ("model.joblib", "flowers")
    monkeypatch.chdir("/")
    elsewhere = saved.restored(new_draft(Settings()), left)
    assert elsewhere.text("artifact.source") == str(tmp_path / "model.joblib")
    given = new_draft(Settings()).with_text("artifact.source", "other.joblib", Source.FLAG)
    assert saved.restored(given, left).text("artifact.source") == "other.joblib"


def test_drafts_of_two_models_do_not_replace_each_other() -> None:
    for name in ("a", "b"):
        saved.save(new_draft(Settings()).with_text("artifact.source", f"./{name}.joblib"))
    first = saved.latest("./a.joblib")
    assert first is not None
    assert first.source == "./a.joblib"


def test_a_draft_that_nobody_typed_is_not_kept() -> None:
    saved.save(new_draft(Settings()))
    assert saved.latest() is None


def test_a_deployed_draft_is_forgotten() -> None:
    draft = new_draft(Settings()).with_text("artifact.source", "./a.joblib")
    saved.save(draft)
    saved.forget(draft)
    assert saved.latest("./a.joblib") is None


FILLED = {
    "artifact.source": "../models/a.joblib",
    "artifact.framework": "CUSTOM",
    "artifact.packages": "dist/code-1.tar.gz, gs://b/more.whl",
    "artifact.prediction_class": "code.Predictor",
    "model.endpoint": "global",
    "model.name": "flowers",
    "model.labels": "team=a, kind=b",
    "version.name": "v3",
    "scaling.max_nodes": "4",
    "after.test_instances": "[[1.5, 2]]",
    "after.set_default": "no",
}


@pytest.mark.parametrize("later", ["", "version.name", "scaling.max_nodes", "artifact.packages"])
def test_a_draft_that_a_finished_run_has_deployed_is_forgotten_unless_it_says_more(
    later: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    draft = new_draft(Settings())
    for key, text in FILLED.items():
        draft = draft.with_text(key, text)
    saved.save(draft.with_text(later, "5") if later else draft)
    deployed = Journal.create(draft.request()).request
    monkeypatch.chdir("/")
    saved.forget_deployed(deployed)
    assert (saved.latest() is not None) == bool(later)


def test_an_answer_that_the_deployed_request_has_no_place_for_keeps_no_draft() -> None:
    draft = new_draft(Settings()).with_text("artifact.source", "/a.joblib").with_text("scaling.max_nodes", "7")
    draft = draft.with_text("scaling.mode", "manual").with_text("scaling.nodes", "2")
    saved.save(draft)
    saved.forget_deployed(replace(draft.request(), artifact=Artifact("/b.joblib")))
    assert saved.latest() is not None
    saved.forget_deployed(draft.request())
    assert saved.latest() is None


def test_a_broken_draft_is_passed_over() -> None:
    draft = new_draft(Settings()).with_text("artifact.source", "./a.joblib")
    saved.save(draft)
    left = saved.latest()
    assert left is not None
    left.path.write_text("{")
    assert saved.latest() is None


def test_only_the_user_can_read_a_draft() -> None:
    saved.save(new_draft(Settings()).with_text("artifact.source", "./a.joblib"))
    left = saved.latest()
    assert left is not None
    assert left.path.stat().st_mode & 0o077 == 0
