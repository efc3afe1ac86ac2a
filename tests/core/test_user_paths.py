"""Paths with a home in them."""

from pathlib import Path

import pytest

from modelport.settings import Settings
from modelport.user_paths import expanded
from modelport.wizard.browsing import parent
from modelport.wizard.lookups import look_at_everything
from modelport.wizard.starting import new_draft


def test_a_user_that_does_not_exist_leaves_the_path_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert expanded("~/model.joblib") == Path("/home/me/model.joblib")
    assert expanded("~nobody-here/model.joblib") == Path("~nobody-here/model.joblib")
    assert parent("~nobody-here/model.joblib").endswith("~nobody-here")


def test_half_a_user_name_is_a_path_where_nothing_is() -> None:
    draft = new_draft(Settings()).with_text("artifact.source", "~nobody-he")
    problem = look_at_everything(draft, ("artifact",)).seen.problems["artifact.source"]
    assert problem.summary == "There is no user nobody-he, whose home ~nobody-he would be."
