"""A real embedded platform with real versions, for the browser."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import joblib
import pytest
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

from embedded_home import at_home, home
from modelport.artifacts import inspect
from modelport.events import RunFinished
from modelport.inventory.connections import Connections
from modelport.platforms.local import LocalPlatform
from modelport.platforms.session import open_session
from modelport.request import After, Artifact, Bucket, DeploymentRequest, Model, Scaling, Target, Version
from modelport.settings import Settings
from modelport.wizard.draft import Draft
from modelport.wizard.starting import new_draft
from modelport_tui.run.start import new_run

__all__ = ["at_home", "home"]

PROJECT = f"p-{uuid4().hex[:12]}"
REGION = "us-central1"


@pytest.fixture(autouse=True)
def _environment(at_home: None) -> None:
    """Every test is at home."""


@pytest.fixture(scope="session")
def model_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two models that answer differently: v1 always says 0, v2 knows irises."""
    folder, data = tmp_path_factory.mktemp("models"), load_iris(return_X_y=True)
    models = {
        "v1": DummyClassifier(strategy="constant", constant=0).fit(*data),
        "v2": LogisticRegression(max_iter=500).fit(*data),
    }
    paths = {}
    for name, model in models.items():
        paths[name] = folder / name / "model.joblib"
        paths[name].parent.mkdir()
        joblib.dump(model, paths[name])
    return paths


@pytest.fixture
def deployed(model_files: dict[str, Path]) -> Callable[..., str]:
    """Deploys versions of a model that no other test uses, and gives the model's name."""
    LocalPlatform().start()

    def deploy(*versions: str) -> str:
        name = f"iris_{uuid4().hex[:8]}"
        for version in versions:
            request = _request(name, version, model_files[version])
            events = list(new_run(request, inspect(model_files[version]))(threading.Event()))
            assert isinstance(events[-1], RunFinished), events[-1]
        return name

    return deploy


def _request(name: str, version: str, source: Path) -> DeploymentRequest:
    return DeploymentRequest(
        target=Target("local", PROJECT),
        bucket=Bucket(f"{PROJECT}-bucket"),
        artifact=Artifact(str(source)),
        model=Model(name, access_logging=True),
        version=Version(version, runtime_version="2.11", python_version="3.7", machine_type="n1-standard-2"),
        scaling=Scaling(min_nodes=1, max_nodes=2),
        after=After(set_default=version == "v1"),
    )


@pytest.fixture
def draft() -> Draft:
    """A draft that nobody has answered yet."""
    return new_draft(Settings())


@pytest.fixture
def connections(deployed: Callable[..., str]) -> Iterator[Connections]:
    """Another client of the same project."""
    opened = Connections(open_session(Target("local", PROJECT), REGION))
    yield opened
    opened.close()
