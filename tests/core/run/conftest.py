"""A running embedded platform, real models, and requests to deploy them."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import joblib
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from modelport.artifacts import inspect
from modelport.artifacts.report import ArtifactReport
from modelport.platforms.local import LocalPlatform
from modelport.request import After, Artifact, Bucket, DeploymentRequest, Model, Scaling, Target, Version

COUNTER = itertools.count()


@dataclass(frozen=True)
class Trained:
    """A model on disk, and what its own library predicts for `instances`."""

    source: Path
    instances: tuple[object, ...]
    predictions: list[object]


@pytest.fixture(scope="session")
def sklearn_model(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    features, classes = load_iris(return_X_y=True)
    model = LogisticRegression(max_iter=500).fit(features, classes)
    path = tmp_path_factory.mktemp("sklearn") / "model.joblib"
    joblib.dump(model, path)
    return Trained(path, tuple(features[::40].tolist()), model.predict(features[::40]).tolist())


Deployment = Callable[..., tuple[DeploymentRequest, ArtifactReport]]


@pytest.fixture
def deployment(home: LocalPlatform) -> Deployment:
    """A request for a model, in a bucket and under a name that no other test uses."""
    number = next(COUNTER)

    def make(trained: Trained, version: str = "v1") -> tuple[DeploymentRequest, ArtifactReport]:
        request = DeploymentRequest(
            target=Target("local", "test-project"),
            bucket=Bucket(f"bucket-{number}"),
            artifact=Artifact(str(trained.source)),
            model=Model(f"model_{number}"),
            version=Version(version, runtime_version="2.11", python_version="3.7", machine_type="n1-standard-2"),
            scaling=Scaling(min_nodes=1),
            after=After(test_instances=trained.instances),
        )
        return request, inspect(trained.source)

    return make
