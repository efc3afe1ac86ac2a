"""A running embedded platform, one for all tests of the core."""

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
def home(platform: LocalPlatform, monkeypatch: pytest.MonkeyPatch) -> LocalPlatform:
    """The platform, as the one that this process finds."""
    monkeypatch.setenv("MODELPORT_HOME", str(platform.home.parent))
    return platform


@pytest.fixture
def session(home: LocalPlatform) -> Session:
    return open_session(Target("local", "test-project"), "us-central1")
