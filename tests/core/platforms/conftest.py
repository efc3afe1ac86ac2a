"""A running embedded platform, one for all tests of this folder."""

from collections.abc import Iterator

import pytest

from modelport.platforms.local import LocalPlatform
from modelport.platforms.session import Session, open_session
from modelport.request import Target


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODELPORT_HOME", str(tmp_path_factory.mktemp("home")))
        running = LocalPlatform()
        running.start()
        yield running
        running.stop()


@pytest.fixture
def session(platform: LocalPlatform, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv("MODELPORT_HOME", str(platform.home.parent))
    return open_session(Target("local", "test-project"), "us-central1")
