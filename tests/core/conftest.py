"""A running embedded platform, one for all tests of the core."""

from pathlib import Path

import pytest

from embedded_home import home as directory
from modelport.platforms.local import LocalPlatform
from modelport.platforms.session import Session, open_session
from modelport.request import Target

__all__ = ["directory"]


@pytest.fixture(scope="session")
def platform(directory: Path) -> LocalPlatform:
    running = LocalPlatform(directory / "local")
    running.start()
    return running


@pytest.fixture
def home(platform: LocalPlatform, monkeypatch: pytest.MonkeyPatch) -> LocalPlatform:
    """The platform, as the one that this process finds."""
    monkeypatch.setenv("MODELPORT_HOME", str(platform.home.parent))
    return platform


@pytest.fixture
def session(home: LocalPlatform) -> Session:
    return open_session(Target("local", "test-project"), "us-central1")
