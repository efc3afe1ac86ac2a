"""Where a platform answers, and with which credentials."""

import os
from pathlib import Path

import pytest

from modelport.errors import NotAuthenticated, ServiceRetired
from modelport.platforms.session import Session, open_session, retirement
from modelport.request import Target

GOOGLE = Target("ai-platform", "my-project")


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith(("MODELPORT_", "GOOGLE_", "CLOUDSDK_"))]:
        monkeypatch.delenv(name)
    return monkeypatch


def test_googles_own_endpoint_is_refused_before_anything_is_sent(clean: pytest.MonkeyPatch) -> None:
    with pytest.raises(ServiceRetired, match="31 January 2025") as caught:
        open_session(GOOGLE, "us-central1")
    assert "Vertex AI" in caught.value.fix
    assert caught.value.command


def test_an_overridden_endpoint_is_used_as_it_is_in_every_region(clean: pytest.MonkeyPatch) -> None:
    clean.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", "http://127.0.0.1:9/")
    clean.setenv("MODELPORT_STORAGE_ENDPOINT", "http://127.0.0.1:8/")
    session = open_session(GOOGLE, "europe-west4")
    assert retirement(GOOGLE) is None
    assert session.ml_url() == session.ml_url("global") == "http://127.0.0.1:9"
    assert session.storage_url == "http://127.0.0.1:8"


def test_the_local_platform_takes_the_region_as_a_path(session: Session) -> None:
    assert session.ml_url() == f"{session.local_url}/regions/us-central1"
    assert session.ml_url("global") == session.local_url


def test_a_token_file_is_read_again_when_it_changes(clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("first\n")
    clean.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", "http://127.0.0.1:9")
    clean.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(token))
    credentials = open_session(GOOGLE, "global").credentials()
    headers: dict[str, str] = {}
    credentials.before_request(None, "GET", "http://127.0.0.1:9", headers)
    assert headers["authorization"] == "Bearer first"
    token.write_text("second-token\n")
    credentials.before_request(None, "GET", "http://127.0.0.1:9", headers)
    assert headers["authorization"] == "Bearer second-token"


def test_a_missing_token_file_is_named_with_the_way_to_write_it(clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clean.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", "http://127.0.0.1:9")
    clean.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(NotAuthenticated, match="none") as caught:
        open_session(GOOGLE, "global").credentials()
    assert "gcloud auth print-access-token" in caught.value.command


def test_no_credentials_at_all_end_in_the_login_command(clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clean.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", "http://127.0.0.1:9")
    clean.setenv("HOME", str(tmp_path))
    clean.setenv("NO_GCE_CHECK", "true")
    clean.setenv("PATH", str(tmp_path))
    with pytest.raises(NotAuthenticated) as caught:
        open_session(GOOGLE, "global").credentials()
    assert caught.value.command == "gcloud auth application-default login"
