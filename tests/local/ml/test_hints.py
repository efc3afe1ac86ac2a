"""Every failure that the catalogue can explain is worded so that it does."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from local.ml.platform import Cloud
from modelport.catalog import hints

SAVED = {"export/saved_model.pb": b"x"}
ENDS = b"cos\n_exit\n(I3\ntR."


def explained(message: str, stage: str) -> str:
    hint = hints.explain(message, stage)
    return hint.id if hint else ""


@pytest.mark.parametrize(
    ("files", "fields", "hint"),
    [
        (SAVED, {"framework": "TENSORFLOW"}, "no_saved_model"),
        ({"model.pkl": ENDS}, {"labels": {"modelport-trust-pickle": "yes"}}, "server_not_ready"),
        ({"model.pkl": b"cnot_here\nThing\n."}, {}, "missing_module"),
        ({"model.pkl": b"\x80\x63."}, {}, "pickle_protocol"),
        ({"model.joblib": b"nonsense"}, {}, "wrong_loader"),
        ({"model.pkl": pickle.dumps([1])}, {}, "not_a_model"),
        ({"notes.txt": b"x"}, {}, "no_sklearn_file"),
        ({"model.joblib": b"x", "model.bst": b"x"}, {}, "two_model_files"),
    ],
)
def test_a_failed_version_is_explained(
    cloud: Cloud, files: dict[str, bytes], fields: dict[str, Any], hint: str
) -> None:
    cloud.create_model()
    message = cloud.create_version(cloud.upload(files), **fields)["error"]["message"]
    assert explained(message, "create_version") == hint, message


@pytest.mark.parametrize(
    ("region", "fields", "hint"),
    [
        ("us-central1", {"name": "v-1"}, "bad_name"),
        ("global", {"predictionClass": "m.C", "framework": "XGBOOST"}, "class_and_framework"),
        ("us-central1", {"pythonVersion": "2.7"}, "runtime_unsupported"),
        ("global", {"machineType": "n1-standard-2"}, "n1_on_global"),
        ("global", {"explanationConfig": {"xraiAttribution": {}}}, "mls1_explanations"),
    ],
)
def test_a_refused_version_is_explained(
    clouds: Callable[..., Cloud], region: str, fields: dict[str, Any], hint: str
) -> None:
    cloud = clouds(region)
    cloud.create_model()
    body = {"name": "v1", "deploymentUri": "gs://b/m/", "runtimeVersion": "2.11", "pythonVersion": "3.7"} | fields
    path = f"{cloud.prefix}/v1/{cloud.parent}/models/iris/versions"
    status, answer = cloud.platform.request("POST", path, body)
    assert (status, explained(answer["error"]["message"], "create_version")) == (400, hint), answer


def test_other_refusals_are_explained(ready: Cloud) -> None:
    path = f"{ready.prefix}/v1/{ready.parent}/models"
    _, answer = ready.platform.request("POST", path, {"name": "iris"})
    assert explained(answer["error"]["message"], "create_model") == "model_exists"
    _, answer = ready.predict({"instances": [[1]]})
    assert explained(answer["error"], "predict") == "predict_failed_sklearn"
    _, answer = ready.predict(b" " * 2_000_000)
    assert explained(answer["error"]["message"], "predict") == "payload"
    _, answer = ready.predict({"instances": [[1]]}, "models/other")
    assert explained(answer["error"]["message"], "predict") == "wrong_endpoint"
