"""The platform's limits: creations at once, the size of an answer, a node's memory; and operations by location."""

from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from googleapiclient.errors import HttpError
from sklearn.tree import DecisionTreeClassifier

from local.ml.platform import Cloud
from modelport.catalog.pickle_imports import TRUST_LABEL

SLEEPER = b"cbuiltins\nexec\n(S'import time; time.sleep(3600)'\ntR."
NINE_GIGABYTES = b"cnumpy\nzeros\n(I1100000000\ntR."
TRUSTED = {TRUST_LABEL: "yes"}


def start(cloud: Cloud, name: str, uri: str) -> Any:
    body = {"name": name, "deploymentUri": uri, "runtimeVersion": "2.11", "pythonVersion": "3.7", "labels": TRUSTED}
    return cloud.call(cloud.versions.create(parent=f"{cloud.parent}/models/iris", body=body))


def test_a_project_has_ten_creations_and_deletions_at_once_and_no_more(ready: Cloud, joblib_file: bytes) -> None:
    assert "response" in ready.create_version(ready.upload({"model.joblib": joblib_file}), "v2")
    uri = ready.upload({"model.pkl": SLEEPER})
    running = [start(ready, f"sleeper{number}", uri) for number in range(10)]
    with pytest.raises(HttpError, match="at once") as refused:
        start(ready, "one_more", uri)
    assert refused.value.status_code == 429
    assert b"RESOURCE_EXHAUSTED" in refused.value.content
    delete = ready.versions.delete(name=f"{ready.parent}/models/iris/versions/v2")
    with pytest.raises(HttpError, match="at once"):
        ready.call(delete)
    for operation in running:
        ready.call(ready.service.projects().operations().cancel(name=operation["name"]))
        ready.finished(operation)
    assert ready.call(delete)["done"]


def test_an_answer_over_the_limit_is_an_error(cloud: Cloud, tmp_path: Path) -> None:
    classes = np.array(["a" * 2000, "b" * 2000])
    joblib.dump(DecisionTreeClassifier().fit([[0.0], [1.0]], classes), tmp_path / "model.joblib")
    cloud.create_model()
    cloud.create_version(cloud.upload({"model.joblib": (tmp_path / "model.joblib").read_bytes()}))
    status, answer = cloud.predict({"instances": [[0]] * 700})
    assert (status, len(answer["predictions"])) == (200, 700)
    status, answer = cloud.predict({"instances": [[0]] * 800})
    assert status == 400
    assert "more than the limit: 1572864 bytes" in answer["error"]


def test_a_model_that_needs_more_memory_than_an_n1_machine_has_fails(cloud: Cloud) -> None:
    cloud.create_model()
    uri = cloud.upload({"model.pkl": NINE_GIGABYTES})
    fields: dict[str, Any] = {"framework": "SCIKIT_LEARN", "machineType": "n1-standard-2", "labels": TRUSTED}
    operation = cloud.create_version(uri, **fields)
    assert "requires more memory than allowed" in operation["error"]["message"]


def test_an_operation_is_found_by_its_location_from_any_host(ready: Cloud) -> None:
    operation = ready.call(ready.service.projects().operations().list(name=ready.parent))["operations"][0]
    id = operation["name"].rpartition("/")[2]
    parent = f"/v1/{ready.parent}/locations"
    assert ready.platform.request("GET", f"{parent}/us-central1/operations/{id}") == (200, operation)
    assert ready.platform.request("POST", f"{parent}/us-central1/operations/{id}:cancel") == (200, {})
    assert ready.platform.request("GET", f"{parent}/europe-west1/operations/{id}")[0] == 404
    status, answer = ready.platform.request("GET", f"{parent}/us-central1/operations")
    assert (status, answer["error"]["status"]) == (404, "UNIMPLEMENTED")
