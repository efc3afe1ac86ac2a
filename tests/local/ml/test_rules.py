"""The platform's cross-field rules: each bad field is named in the message and in the details."""

from collections.abc import Callable
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from local.ml.platform import Cloud

CONTAINER = {"image": "us-central1-docker.pkg.dev/p/r/i"}
GPU = {"count": "1", "type": "NVIDIA_TESLA_T4"}
BASE = {"name": "v1", "deploymentUri": "gs://bucket/m/", "runtimeVersion": "2.11", "pythonVersion": "3.7"}


def refusal(cloud: Cloud, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    status, answer = cloud.platform.request("POST", f"{cloud.prefix}/v1/{cloud.parent}/models/iris/versions", body)
    return status, answer["error"]


@pytest.mark.parametrize(
    ("region", "change", "field", "reason"),
    [
        ("us-central1", {"name": "v-1"}, "name", "name should start with a letter"),
        ("us-central1", {"name": ""}, "name", "name should start with a letter"),
        ("us-central1", {"deploymentUri": ""}, "deployment_uri", "required"),
        ("us-central1", {"deploymentUri": "/home/me"}, "deployment_uri", "gs://"),
        ("us-central1", {"runtimeVersion": ""}, "runtime_version", "required"),
        ("us-central1", {"runtimeVersion": "9.9"}, "runtime_version", "is not supported or is deprecated"),
        ("us-central1", {"pythonVersion": "2.7"}, "python_version", "is not supported or is deprecated"),
        ("us-central1", {"pythonVersion": ""}, "python_version", "is not supported or is deprecated"),
        ("us-central1", {"machineType": "mls1-c1-m2"}, "machine_type", "only available on the global endpoint"),
        ("global", {"machineType": "n1-standard-2"}, "machine_type", "only available on the regional endpoint"),
        ("us-central1", {"machineType": "e2-small"}, "machine_type", "not a machine type"),
        ("us-central1", {"predictionClass": "m.C"}, "package_uris", "needs"),
        ("global", {"predictionClass": "m.C"}, "package_uris", "package"),
        ("global", {"predictionClass": "m.C", "framework": "XGBOOST"}, "prediction_class", "Exactly one of"),
        ("global", {"predictionClass": "nodot"}, "prediction_class", "module.Class"),
        ("global", {"packageUris": ["gs://b/x.zip"]}, "package_uris", "tar.gz"),
        ("us-central1", {"serviceAccount": "a@b.c"}, "service_account", "prediction class"),
        ("us-central1", {"routes": {"predict": "/p"}}, "routes", "container"),
        ("us-central1", {"acceleratorConfig": GPU, "framework": "XGBOOST"}, "accelerator_config", "TENSORFLOW"),
        ("global", {"acceleratorConfig": GPU}, "accelerator_config", "N1"),
        ("us-central1", {"acceleratorConfig": GPU | {"count": 3}}, "accelerator_config", "counts allowed: 1, 2, 4"),
        ("us-central1", {"autoScaling": {}, "manualScaling": {"nodes": 1}}, "auto_scaling", "not both"),
        ("us-central1", {"autoScaling": {"minNodes": 0}}, "auto_scaling.min_nodes", "at least 1"),
        ("us-central1", {"autoScaling": {"minNodes": 3, "maxNodes": 2}}, "auto_scaling.max_nodes", "below"),
        ("us-central1", {"manualScaling": {}}, "manual_scaling.nodes", "At least 1"),
        (
            "us-central1",
            {"autoScaling": {"metrics": [{"name": "GPU_DUTY_CYCLE", "target": 60}]}},
            "auto_scaling.metrics",
            "accelerator",
        ),
        (
            "us-central1",
            {"autoScaling": {"metrics": [{"name": "CPU_USAGE", "target": 101}]}},
            "auto_scaling.metrics",
            "percentage",
        ),
        ("us-central1", {"labels": {"Team": "x"}}, "labels", "lower-case"),
        ("us-central1", {"labels": {"team": "X y"}}, "labels", "lower-case"),
        ("us-central1", {"explanationConfig": {}}, "explanation_config", "Exactly one method"),
        (
            "global",
            {"explanationConfig": {"sampledShapleyAttribution": {"numPaths": 5}}},
            "explanation_config",
            "Unsupported machine type 'mls1-c1-m2' for model explanation",
        ),
    ],
)
def test_a_broken_rule_names_its_field(
    clouds: Callable[..., Cloud], region: str, change: dict[str, Any], field: str, reason: str
) -> None:
    cloud = clouds(region)
    cloud.create_model()
    status, error = refusal(cloud, BASE | change)
    assert (status, error["status"]) == (400, "INVALID_ARGUMENT")
    found = {v["field"]: v["description"] for v in error["details"][0]["fieldViolations"]}
    assert reason in found[f"version.{field}"]
    assert f"Field: version.{field} Error: " in error["message"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"nonsense": 1}, "Unknown name \"nonsense\" at 'version': Cannot find field."),
        ({"autoScaling": {"minNode": 1}}, "Unknown name \"minNode\" at 'version.autoScaling': Cannot find field."),
        ({"labels": {"a": 1}}, "Invalid value at 'version.labels"),
        ({"framework": "PYTORCH"}, "Invalid value at 'version.framework'"),
        ({"packageUris": "gs://b/x.tar.gz"}, "Invalid value at 'version.packageUris'"),
    ],
)
def test_json_that_does_not_fit_the_schema_is_refused(cloud: Cloud, body: dict[str, Any], reason: str) -> None:
    status, error = refusal(cloud, BASE | body)
    assert (status, error["status"]) == (400, "INVALID_ARGUMENT")
    assert reason in error["message"]


def test_a_container_is_not_served_here(cloud: Cloud) -> None:
    cloud.create_model()
    status, error = refusal(cloud, {"name": "v1", "machineType": "n1-standard-2", "container": CONTAINER})
    assert (status, error["status"]) == (404, "UNIMPLEMENTED")


def test_a_version_needs_its_model(cloud: Cloud) -> None:
    status, error = refusal(cloud, BASE)
    assert (status, error["status"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("region", "body", "reason"),
    [
        ("us-central1", {"name": "my-model"}, "name should start with a letter"),
        ("us-central1", {"name": "a" * 129}, "name should start with a letter"),
        ("us-central1", {"name": "m", "regions": ["europe-west1"]}, "endpoint of us-central1"),
        ("global", {"name": "m", "regions": ["europe-west4"]}, "global endpoint serves in"),
        ("global", {"name": "m", "regions": ["us-central1", "us-east1"]}, "Only one region"),
        ("us-central1", {"name": "m", "labels": {"1": ""}}, "lower-case"),
    ],
)
def test_a_model_has_rules_too(clouds: Callable[..., Cloud], region: str, body: dict[str, Any], reason: str) -> None:
    with pytest.raises(HttpError) as refused:
        clouds(region).create_model(**body)
    assert refused.value.status_code == 400
    assert reason in str(refused.value)


def test_what_the_server_fills_in_is_not_the_callers(ready: Cloud) -> None:
    version = ready.version()
    assert version["machineType"] == "n1-standard-2"
    uri = version["deploymentUri"]
    operation = ready.create_version(uri, name="v2", state="FAILED", isDefault=True, errorMessage="x")
    assert operation["response"]["state"] == "READY"
    assert not operation["response"].keys() & {"isDefault", "errorMessage"}


@pytest.mark.parametrize("project", ["..%2F..%2Fescaped", "..", "a%2Fb", "%20"])
def test_a_projects_id_cannot_be_a_path(cloud: Cloud, project: str) -> None:
    status, answer = cloud.platform.request("POST", f"/v1/projects/{project}/models", {"name": "m"})
    assert (status, answer["error"]["details"][0]["fieldViolations"][0]["field"]) == (400, "parent")
