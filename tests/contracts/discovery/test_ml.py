"""Every answer of the `ml` API has the shape of Google's discovery document, on both kinds of endpoints."""

import io
import time
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from contracts.discovery.asking import Api
from contracts.discovery.documented import covered_methods
from contracts.discovery.schema import violations
from modelport.platforms.local import LocalPlatform
from waiting import PATIENCE_SECONDS

PROJECT = "projects/contract-ml"
MODEL, VERSION = f"{PROJECT}/models/iris", f"{PROJECT}/models/iris/versions/v1"
SETTINGS = {"runtimeVersion": "2.11", "pythonVersion": "3.7", "framework": "SCIKIT_LEARN"}
RESULTS = {"CREATE_VERSION": "GoogleCloudMlV1__Version", "UPDATE_VERSION": "GoogleCloudMlV1__Version",
           "UPDATE_MODEL": "GoogleCloudMlV1__Model"}  # fmt: skip


@pytest.fixture(scope="session")
def model_uri(platform: LocalPlatform) -> str:
    """A bucket with a small classifier below `m/`."""
    features = np.random.default_rng(3).normal(size=(60, 4))
    content = io.BytesIO()
    joblib.dump(LogisticRegression().fit(features, (features[:, 0] > 0).astype(int)), content)
    storage = Api("storage", platform)
    storage.ask("storage.buckets.insert", {"name": "contract-models", "location": "us-central1"}, project="contract-ml")
    storage.upload("contract-models", "m/model.joblib", content.getvalue())
    return "gs://contract-models/m/"


@pytest.mark.parametrize("prefix", ["", "/regions/us-central1"])
def test_every_ml_method_answers_in_the_documented_shape(platform: LocalPlatform, model_uri: str, prefix: str) -> None:
    ml = Api("ml", platform, prefix)
    _project(ml)
    _model(ml)
    _version(ml, model_uri, regional=bool(prefix))
    _operations(ml)
    _removal(ml)
    assert ml.answered == covered_methods("ml")


def _project(ml: Api) -> None:
    ml.ask("ml.projects.getConfig", name=PROJECT)
    locations = ml.ask("ml.projects.locations.list", parent=PROJECT, pageSize=2)["locations"]
    ml.ask("ml.projects.locations.get", name=locations[0]["name"])
    assert ml.ask("ml.projects.models.list", parent=PROJECT) == {}


def _model(ml: Api) -> None:
    body = {"name": "iris", "regions": ["us-central1"], "labels": {"a": "b"}, "onlinePredictionLogging": True}
    ml.ask("ml.projects.models.create", body, parent=PROJECT)
    ml.ask("ml.projects.models.get", name=MODEL)
    changed = {"description": "flowers", "labels": {"c": "d"}}
    _done(ml, ml.ask("ml.projects.models.patch", changed, name=MODEL, updateMask="description,labels"))
    policy = ml.ask("ml.projects.models.getIamPolicy", resource=MODEL)
    policy["bindings"] = [{"role": "roles/ml.modelUser", "members": ["user:a@example.com"]}]
    ml.ask("ml.projects.models.setIamPolicy", {"policy": policy}, resource=MODEL)
    asked = {"permissions": ["ml.models.predict"]}
    ml.ask("ml.projects.models.testIamPermissions", asked, resource=MODEL)


def _version(ml: Api, uri: str, *, regional: bool) -> None:
    machine = {"machineType": "n1-standard-4", "autoScaling": {"minNodes": 1, "maxNodes": 2}} if regional else {}
    for name, extra in (("v1", machine), ("v2", {"manualScaling": {"nodes": 1}})):
        body = {"name": name, "deploymentUri": uri, "labels": {"x": "y"}, **SETTINGS, **extra}
        _done(ml, ml.ask("ml.projects.models.versions.create", body, parent=MODEL))
    answer = ml.ask("ml.projects.predict", {"instances": [[1, 2, 3, 4], [-1, 0, 0, 0]]}, name=VERSION)
    assert answer == ml.ask("ml.projects.predict", {"instances": [[1, 2, 3, 4], [-1, 0, 0, 0]]}, name=MODEL)
    assert len(answer["predictions"]) == 2
    ml.ask("ml.projects.models.versions.get", name=VERSION)
    changed = {"description": "first"}
    _done(ml, ml.ask("ml.projects.models.versions.patch", changed, name=VERSION, updateMask="description"))
    assert ml.ask("ml.projects.models.versions.setDefault", {}, name=f"{MODEL}/versions/v2")["isDefault"]
    assert ml.ask("ml.projects.models.versions.list", parent=MODEL, pageSize=1)["nextPageToken"]
    assert ml.ask("ml.projects.models.list", parent=PROJECT)["models"][0]["defaultVersion"]


def _operations(ml: Api) -> None:
    broken = {"name": "broken", "deploymentUri": "gs://contract-models/nothing/", **SETTINGS}
    operation = ml.ask("ml.projects.models.versions.create", broken, parent=MODEL)
    assert _done(ml, operation)["error"]["message"]
    assert ml.ask("ml.projects.models.versions.get", name=f"{MODEL}/versions/broken")["state"] == "FAILED"
    assert ml.ask("ml.projects.operations.list", name=PROJECT, pageSize=1)["nextPageToken"]
    assert ml.ask("ml.projects.operations.cancel", name=operation["name"]) == {}


def _removal(ml: Api) -> None:
    for name in ("v1", "broken", "v2"):
        _done(ml, ml.ask("ml.projects.models.versions.delete", name=f"{MODEL}/versions/{name}"))
    _done(ml, ml.ask("ml.projects.models.delete", name=MODEL))


def _done(ml: Api, operation: Any) -> Any:
    """Poll an operation to its end; its metadata and response have schemas of their own."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        operation = ml.ask("ml.projects.operations.get", name=operation["name"])
        _check_parts(operation)
        if operation.get("done"):
            return operation
        assert time.monotonic() < deadline, operation


def _check_parts(operation: Any) -> None:
    metadata = {name: value for name, value in operation["metadata"].items() if name != "@type"}
    assert violations("ml", "GoogleCloudMlV1__OperationMetadata", metadata) == []
    if "response" in operation:
        result = {name: value for name, value in operation["response"].items() if name != "@type"}
        schema = RESULTS.get(metadata["operationType"], "GoogleProtobuf__Empty")
        assert violations("ml", schema, result) == [], operation
