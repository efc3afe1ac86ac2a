"""One real platform process for all tests of a worker; each test has a project of its own."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from local.ml.platform import REGION, Cloud, Platform


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    running = Platform(tmp_path_factory.mktemp("platform") / "home")
    yield running
    running.end()


@pytest.fixture
def own_platform(tmp_path: Path) -> Iterator[Platform]:
    """A platform that the test may kill."""
    running = Platform(tmp_path / "home")
    yield running
    if running.process.poll() is None:
        running.end()


@pytest.fixture
def clouds(platform: Platform) -> Iterator[Callable[..., Cloud]]:
    """Makes clients for one new project, by region."""
    project, made = f"project-{uuid.uuid4().hex[:12]}", []

    def make(region: str = REGION, on: Platform = platform) -> Cloud:
        made.append(Cloud(on, project, region))
        return made[-1]

    yield make
    for cloud in made:
        cloud.service.close()


@pytest.fixture
def cloud(clouds: Callable[..., Cloud]) -> Cloud:
    """Google's client for a new project on a regional endpoint."""
    return clouds()


@pytest.fixture(scope="session")
def classifier() -> LogisticRegression:
    """A classifier of four features whose classes are 0, 1 and 2."""
    features = np.random.default_rng(7).normal(size=(150, 4))
    return LogisticRegression().fit(features, np.digitize(features[:, 0], [-0.5, 0.5]))


@pytest.fixture(scope="session")
def rows() -> list[list[float]]:
    """Instances for the classifier."""
    values: list[list[float]] = np.random.default_rng(8).normal(size=(40, 4)).tolist()
    return values


@pytest.fixture(scope="session")
def joblib_file(classifier: LogisticRegression, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """model.joblib of the classifier."""
    path = tmp_path_factory.mktemp("joblib") / "model.joblib"
    joblib.dump(classifier, path)
    return path.read_bytes()


@pytest.fixture
def ready(cloud: Cloud, joblib_file: bytes) -> Cloud:
    """A project whose model `iris` has the READY version `v1`."""
    cloud.create_model()
    assert "response" in cloud.create_version(cloud.upload({"model.joblib": joblib_file}))
    return cloud
