"""A deployment to a version that serves changes what can be changed about it, and says what cannot."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from modelport.errors import AlreadyExists, Conflict
from modelport.events import RunCancelled, RunFinished, StateSeen, StepFailed, StepFinished
from modelport.inventory.changes import Refused
from modelport.platforms.serving import Resource, ServingPlatform
from modelport.platforms.session import open_session
from modelport.request import DeploymentRequest, Scaling, Version
from modelport.steps import existing, updating
from modelport.steps.context import Context
from modelport.versions import connect

from .conftest import Deployment, Trained
from .deploying import deploy, only, outcomes


@contextmanager
def serving(request: DeploymentRequest) -> Iterator[ServingPlatform]:
    client = connect(open_session(request.target, request.region_on_wire))
    yield client
    client.close()


def served(request: DeploymentRequest) -> Resource:
    with serving(request) as client:
        return client.find_version(request.version_path) or {}


def with_version(request: DeploymentRequest, **parts: object) -> DeploymentRequest:
    version: Version = msgspec.structs.replace(request.version, **parts)
    return msgspec.structs.replace(request, version=version)


def test_nodes_description_and_labels_are_changed_and_the_rest_stays(
    deployment: Deployment, sklearn_model: Trained
) -> None:
    request, report = deployment(sklearn_model)
    request = with_version(request, labels={"team": "a", "stage": "test"})
    deploy(request, report)
    before = served(request)
    more = with_version(request, description="the second", labels={"team": "b"})
    more = msgspec.structs.replace(more, scaling=Scaling(min_nodes=2, max_nodes=4))
    events = deploy(more, report)
    step = next(event for event in events if isinstance(event, StepFinished) and event.step == "version")
    assert step.outcome == "updated"
    assert step.detail.startswith("minNodes 1 → 2, maxNodes none → 4, description none → ")
    assert step.detail.endswith('"the second", label team a → b')
    assert list(only(events, RunFinished).predictions or ()) == sklearn_model.predictions
    after = served(request)
    assert after["autoScaling"] == {"minNodes": 2, "maxNodes": 4}
    assert (after["description"], after["labels"]) == ("the second", {"team": "b", "stage": "test"})
    changed = {"autoScaling", "description", "labels", "etag", "lastUseTime"}
    assert {key: after.get(key) for key in before.keys() - changed} == {
        key: before[key] for key in before.keys() - changed
    }
    assert outcomes(deploy(more, report))["version"] == "exists"


def test_a_failure_afterwards_says_how_to_take_the_change_back(deployment: Deployment, sklearn_model: Trained) -> None:
    request, report = deployment(sklearn_model)
    deploy(request, report)
    after = msgspec.structs.replace(request.after, test_instances=([1.0],))
    more = msgspec.structs.replace(with_version(request, description="x"), scaling=Scaling(min_nodes=2), after=after)
    failed = deploy(more, report)[-1]
    assert isinstance(failed, StepFailed)
    assert failed.step == "test"
    (undo,) = failed.undo
    assert undo.startswith('(eval "$(modelport local env)"; gcloud ai-platform versions update v1 ')
    assert "--description=" in undo
    assert '{"autoScaling":{"minNodes":1}}' in undo


@pytest.mark.parametrize(
    ("scaling", "words"),
    [
        (Scaling(mode="manual", nodes=2), "scaling: automatic, not manual"),
        (Scaling(min_nodes=1, targets={"CPU_USAGE": 50}), "CPU_USAGE: none, not 50"),
    ],
)
def test_how_nodes_follow_the_load_cannot_be_changed(
    deployment: Deployment, sklearn_model: Trained, scaling: Scaling, words: str
) -> None:
    request, report = deployment(sklearn_model)
    deploy(request, report)
    failed = deploy(msgspec.structs.replace(request, scaling=scaling), report)[-1]
    assert isinstance(failed, StepFailed)
    assert isinstance(failed.error, AlreadyExists)
    assert failed.error.why == words


def test_a_change_that_the_platform_would_refuse_is_not_asked_for(
    deployment: Deployment, sklearn_model: Trained
) -> None:
    request, report = deployment(sklearn_model)
    deploy(msgspec.structs.replace(request, scaling=Scaling(min_nodes=1, max_nodes=2)), report)
    failed = deploy(msgspec.structs.replace(request, scaling=Scaling(min_nodes=3)), report)[-1]
    assert isinstance(failed, StepFailed)
    assert isinstance(failed.error, Refused)
    assert failed.error.why == "The minimum of 3 is above the maximum of 2."
    assert served(request)["autoScaling"]["minNodes"] == 1


def test_a_run_that_is_stopped_while_the_version_changes_goes_on_later(
    deployment: Deployment, sklearn_model: Trained
) -> None:
    request, report = deployment(sklearn_model)
    deploy(request, report)
    more = msgspec.structs.replace(request, scaling=Scaling(min_nodes=2))
    events = deploy(more, report, lambda event, cancel: cancel.set() if isinstance(event, StateSeen) else None)
    if isinstance(events[-1], RunCancelled):
        assert "versions delete" not in " ".join(events[-1].undo)
    assert isinstance(deploy(more, report)[-1], RunFinished)
    assert served(request)["autoScaling"]["minNodes"] == 2


def test_somebody_else_s_change_in_between_is_not_overwritten(deployment: Deployment, sklearn_model: Trained) -> None:
    request, report = deployment(sklearn_model)
    deploy(request, report)
    found = served(request)
    with serving(request) as client:
        operation = client.update_version(request.version_path, {"description": "theirs"}, ("description",))
        while not operation.done:
            operation = client.operation(operation.name)
    context = Context(request, report, threading.Event())
    change = existing.changes({"description": "ours"}, found)
    with pytest.raises(Conflict):
        list(updating.update(context, found, change))
    context.close()
    assert served(request)["description"] == "theirs"
