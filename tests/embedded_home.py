"""Modelport's home with its embedded platform, and a model to deploy there; a conftest imports what its folder needs.

Each folder that does so has a home of its own, so that no folder finds another one's runs and drafts.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from iris import iris_model
from modelport.platforms.local import LocalPlatform
from modelport.settings import Settings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory whose platform, if a test starts it, ends with the tests."""
    directory = tmp_path_factory.mktemp("home")
    (directory / "local").mkdir(mode=0o700)
    yield directory
    LocalPlatform(directory / "local").stop()


@pytest.fixture
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process has the home for its own, and neither gcloud's settings nor animations."""
    monkeypatch.setenv("MODELPORT_HOME", str(home))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(home / "no-gcloud"))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


@pytest.fixture(scope="session")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scikit-learn model in a file."""
    return iris_model(tmp_path_factory.mktemp("iris") / "model.joblib")


@pytest.fixture
def project() -> str:
    """A project that no other test uses."""
    return f"p-{uuid4().hex[:12]}"


@pytest.fixture
def draft(model_file: Path, project: str) -> Draft:
    """A draft about the model."""
    fresh = new_draft(Settings()).with_value("target.project", project, Source.FLAG)
    return fresh.with_value("artifact.source", str(model_file), Source.FLAG)
