"""Predictions from versions that exist, and their log."""

import threading
from collections.abc import Iterator
from contextlib import closing

import msgspec
import pytest

from modelport import versions
from modelport.errors import NotFound, PlatformError
from modelport.events import RunFinished
from modelport.journal import Journal
from modelport.plan import make_plan
from modelport.platforms.logging import LogReader
from modelport.platforms.serving import ServingPlatform
from modelport.platforms.session import open_session
from modelport.request import After, DeploymentRequest
from modelport.run import run

from .conftest import Deployment, Trained


@pytest.fixture
def deployed(deployment: Deployment, sklearn_model: Trained) -> DeploymentRequest:
    request, report = deployment(sklearn_model)
    request = msgspec.structs.replace(request, after=After())
    plan = make_plan(request, report)
    events = list(run(plan, request, report, Journal.create(request, plan), threading.Event()))
    assert isinstance(events[-1], RunFinished)
    return request


@pytest.fixture
def serving(deployed: DeploymentRequest) -> Iterator[ServingPlatform]:
    with closing(versions.connect(open_session(deployed.target, deployed.region_on_wire))) as made:
        yield made


def test_a_version_and_its_model_predict_the_same(
    deployed: DeploymentRequest, serving: ServingPlatform, sklearn_model: Trained
) -> None:
    for path in (deployed.version_path, deployed.model_path):
        predictions, seconds = versions.predict(serving, path, sklearn_model.instances)
        assert list(predictions) == sklearn_model.predictions
        assert seconds > 0


def test_instances_that_do_not_fit_are_refused_in_the_models_words(
    deployed: DeploymentRequest, serving: ServingPlatform
) -> None:
    with pytest.raises(PlatformError) as caught:
        versions.predict(serving, deployed.version_path, [[1.0]])
    assert "features" in caught.value.why
    assert "Likely cause" in caught.value.why
    assert caught.value.fix


def test_a_version_that_is_not_there_gives_no_prediction(deployed: DeploymentRequest, serving: ServingPlatform) -> None:
    assert versions.get(serving, deployed.model_path + "/versions/none") is None
    with pytest.raises(NotFound):
        versions.predict(serving, deployed.model_path + "/versions/none", [[1.0]])


def test_its_log_is_read_in_order_on_its_own_endpoint_only(deployed: DeploymentRequest) -> None:
    name = deployed.model.name, deployed.version.name
    with closing(LogReader(open_session(deployed.target, "us-central1"))) as here:
        lines = list(here.entries(*name))
    assert [line.timestamp for line in lines] == sorted(line.timestamp for line in lines)
    assert any("READY" in line.text for line in lines)
    assert len({line.id for line in lines}) == len(lines)
    with closing(LogReader(open_session(deployed.target, "europe-west4"))) as elsewhere:
        assert list(elsewhere.entries(*name)) == []
