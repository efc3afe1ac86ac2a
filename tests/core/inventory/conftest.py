"""A running embedded platform with real versions on two endpoints."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import joblib
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from modelport.artifacts import inspect
from modelport.events import RunFinished
from modelport.inventory.connections import Connections
from modelport.inventory.rows import VersionRow, version_row
from modelport.journal import Journal
from modelport.plan import make_plan
from modelport.platforms.local import LocalPlatform
from modelport.platforms.session import open_session
from modelport.request import Artifact, Bucket, DeploymentRequest, Model, Scaling, Target, Version
from modelport.run import run

REGION, ELSEWHERE = "us-central1", "europe-west1"
NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A classifier, and one whose classes 0 and 1 are exchanged."""
    features, classes = load_iris(return_X_y=True)
    exchanged = [{0: 1, 1: 0}.get(each, each) for each in classes.tolist()]
    paths = []
    for name, labels in (("right", classes), ("exchanged", exchanged)):
        path = tmp_path_factory.mktemp(name) / "model.joblib"
        joblib.dump(LogisticRegression(max_iter=500).fit(features, labels), path)
        paths.append(path)
    return paths[0], paths[1]


@dataclass(frozen=True)
class Deployed:
    """A project of its own with the model `iris`: v1 and v2 on REGION (v1 is the default), v1 on ELSEWHERE."""

    project: str
    connections: Connections

    def path(self, version: str) -> str:
        return f"projects/{self.project}/models/iris/versions/{version}"

    def row(self, version: str, region: str = REGION) -> VersionRow:
        """The version as it is now."""
        with self.connections.borrowed(region) as serving:
            found = serving.find_version(self.path(version))
        assert found, version
        return version_row(region, found)

    def default(self) -> str:
        with self.connections.borrowed(REGION) as serving:
            model = serving.find_model(f"projects/{self.project}/models/iris")
        assert model
        return str(model["defaultVersion"]["name"]).rpartition("/")[2]


@pytest.fixture
def deployed(home: LocalPlatform, artifacts: tuple[Path, Path]) -> Iterator[Deployed]:
    project = f"inventory-{next(NUMBERS)}"
    right, exchanged = artifacts
    for region, version, source in ((REGION, "v2", exchanged), (REGION, "v1", right), (ELSEWHERE, "v1", right)):
        deploy(project, region, version, source)
    connections = Connections(open_session(Target("local", project), REGION))
    yield Deployed(project, connections)
    connections.close()


def deploy(project: str, region: str, version: str, source: Path) -> None:
    request = DeploymentRequest(
        target=Target("local", project),
        bucket=Bucket(f"{project}-{region}", region),
        artifact=Artifact(str(source)),
        model=Model("iris", region=region),
        version=Version(version, runtime_version="2.11", python_version="3.7", machine_type="n1-standard-2"),
        scaling=Scaling(min_nodes=1, max_nodes=2),
    )
    report = inspect(source)
    plan = make_plan(request, report)
    events = list(run(plan, request, report, Journal.create(request, plan), threading.Event()))
    assert isinstance(events[-1], RunFinished), getattr(getattr(events[-1], "error", None), "why", events[-1])
