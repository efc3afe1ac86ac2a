"""A real embedded platform, a real model, and pseudo-terminals for plain mode."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import joblib
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from modelport.platforms.local import LocalPlatform
from modelport.settings import Settings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft

from .pseudo_terminal import PseudoTerminal


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Modelport's home with its embedded platform, which ends with the tests."""
    directory = tmp_path_factory.mktemp("home")
    yield directory
    LocalPlatform(directory / "local").stop()


@pytest.fixture(autouse=True)
def _environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(home))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(home / "no-gcloud"))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("ACCESSIBLE", raising=False)
    shutil.rmtree(home / "drafts", ignore_errors=True)


@pytest.fixture(scope="session")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scikit-learn model in a file."""
    path = tmp_path_factory.mktemp("iris") / "model.joblib"
    joblib.dump(LogisticRegression(max_iter=500).fit(*load_iris(return_X_y=True)), path)
    return path


@pytest.fixture
def project() -> str:
    """A project that no other test uses."""
    return f"p-{uuid4().hex[:12]}"


@pytest.fixture
def draft(model_file: Path, project: str) -> Draft:
    """A draft about the model."""
    fresh = new_draft(Settings()).with_value("target.project", project, Source.FLAG)
    return fresh.with_value("artifact.source", str(model_file), Source.FLAG)


@pytest.fixture
def terminal() -> Iterator[PseudoTerminal]:
    """A terminal of 100 columns and 40 rows."""
    terminal = PseudoTerminal()
    yield terminal
    terminal.close()
