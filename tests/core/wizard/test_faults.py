"""What a lookup does about a platform that is out of order for a moment."""

from collections.abc import Iterator

import pytest

from modelport.platforms.local import LocalPlatform
from modelport.settings import find_settings
from modelport.wizard.draft import Draft
from modelport.wizard.lookups import look_at_everything
from modelport.wizard.starting import new_draft
from scripted_endpoint import Scripted, ScriptedEndpoint, scripted_endpoint

BUSY = Scripted(503, b'{"error": {"code": 503, "message": "Come back later.", "status": "UNAVAILABLE"}}')
LIST = "GET /regions/us-central1/v1/projects/test-project/models"


@pytest.fixture
def endpoint(home: LocalPlatform, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedEndpoint]:
    with scripted_endpoint(home.url()) as made:
        monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", f"{made.url}/regions/us-central1")
        monkeypatch.setenv("MODELPORT_STORAGE_ENDPOINT", made.url)
        monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(home.home / "token"))
        yield made


def looked_at() -> Draft:
    """A draft about a project on the endpoint, with its models looked up."""
    draft = new_draft(find_settings())
    for key, text in {"target.platform": "ai-platform", "target.project": "test-project", "model.name": "m"}.items():
        draft = draft.with_text(key, text)
    return look_at_everything(draft, ("platform", "models"))


def test_a_fault_that_passes_is_never_seen(endpoint: ScriptedEndpoint) -> None:
    endpoint.script[LIST] = [BUSY, BUSY]
    draft = looked_at()
    assert not draft.seen.problems
    assert draft.seen.models is not None
    assert not endpoint.script[LIST], "both faults were met"


def test_a_fault_that_stays_is_told(endpoint: ScriptedEndpoint) -> None:
    endpoint.script[LIST] = [BUSY] * 4
    problem = looked_at().seen.problems["model.name"]
    assert "Come back later." in problem.why
    assert len(endpoint.script[LIST]) == 1, "three attempts, no more"


def test_what_will_not_pass_is_asked_once(endpoint: ScriptedEndpoint) -> None:
    forbidden = Scripted(403, b'{"error": {"code": 403, "message": "Not for you.", "status": "PERMISSION_DENIED"}}')
    endpoint.script[LIST] = [forbidden] * 2
    assert "model.name" in looked_at().seen.problems
    assert len(endpoint.script[LIST]) == 1
