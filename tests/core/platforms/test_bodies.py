"""The JSON that creates models and versions."""

import json
from importlib.resources import files

import pytest

from modelport.artifacts.report import ArtifactReport
from modelport.platforms.bodies import Json, model_body, version_body
from modelport.request import (
    Accelerator,
    Artifact,
    Bucket,
    Container,
    DeploymentRequest,
    Explanation,
    Model,
    Routes,
    Scaling,
    Target,
    Version,
)

NAMED = DeploymentRequest(
    target=Target("local", "p"),
    bucket=Bucket("bucket"),
    artifact=Artifact("./model.joblib"),
    model=Model("iris"),
    version=Version("v1"),
)
FULL = DeploymentRequest(
    target=Target("local", "p"),
    bucket=Bucket("bucket"),
    artifact=Artifact("./m", "TENSORFLOW", ("./dist/code-1.tar.gz", "gs://b/x.whl"), ""),
    model=Model("iris", description="d", labels={"a": "b"}, access_logging=True, console_logging=True),
    version=Version(
        "v1",
        description="é 🌷",
        labels={"team": "x"},
        runtime_version="2.10",
        python_version="3.7",
        machine_type="n1-standard-4",
        accelerator=Accelerator("NVIDIA_TESLA_T4", 2),
        service_account="a@p.iam.gserviceaccount.com",
        explanation=Explanation("sampled-shapley", 20),
    ),
    scaling=Scaling(min_nodes=0, max_nodes=3, targets={"CPU_USAGE": 60}),
)
IN_CONTAINER = DeploymentRequest(
    model=Model("iris"),
    version=Version(
        "v1",
        container=Container("r-docker.pkg.dev/p/r/i", ("run",), ("--x",), {"A": "1"}, 9000),
        routes=Routes("/predict", "/health"),
    ),
    scaling=Scaling("manual", nodes=2),
)


def test_an_empty_request_makes_nearly_empty_bodies() -> None:
    assert version_body(DeploymentRequest()) == {}
    assert model_body(DeploymentRequest()) == {"regions": ["us-central1"]}


def test_the_model_lives_in_exactly_one_region() -> None:
    assert model_body(FULL)["regions"] == ["us-central1"]


def test_the_detected_framework_counts_where_none_was_chosen() -> None:
    report = ArtifactReport("./model.joblib", ".", (), framework="SCIKIT_LEARN")
    assert version_body(NAMED, report)["framework"] == "SCIKIT_LEARN"
    assert version_body(FULL, report)["framework"] == "TENSORFLOW"


def test_a_custom_prediction_class_excludes_the_framework() -> None:
    request = DeploymentRequest(artifact=Artifact("./m", "SCIKIT_LEARN", (), "code.Predictor"))
    assert "framework" not in version_body(request)


def test_local_packages_go_beside_the_version_and_not_into_it() -> None:
    body = version_body(FULL)
    assert body["deploymentUri"] == "gs://bucket/iris/v1/"
    assert body["packageUris"] == ["gs://bucket/iris/v1-packages/code-1.tar.gz", "gs://b/x.whl"]


def test_zero_nodes_are_an_answer() -> None:
    assert version_body(FULL)["autoScaling"] == {
        "minNodes": 0,
        "maxNodes": 3,
        "metrics": [{"name": "CPU_USAGE", "target": 60}],
    }
    assert version_body(IN_CONTAINER)["manualScaling"] == {"nodes": 2}


def test_a_model_found_in_a_bucket_is_deployed_from_the_directory_that_holds_it() -> None:
    request = DeploymentRequest(artifact=Artifact("gs://b/export"))
    report = ArtifactReport("gs://b/export", "gs://b/export/1700000000", (), framework="TENSORFLOW")
    assert version_body(request)["deploymentUri"] == "gs://b/export/"
    assert version_body(request, report)["deploymentUri"] == "gs://b/export/1700000000/"


@pytest.mark.parametrize("request_", [NAMED, FULL, IN_CONTAINER])
def test_bodies_fit_the_discovery_document(request_: DeploymentRequest) -> None:
    document = files("googleapiclient.discovery_cache").joinpath("documents/ml.v1.json").read_bytes()
    schemas = json.loads(document)["schemas"]
    check(model_body(request_), "GoogleCloudMlV1__Model", schemas)
    check(version_body(request_), "GoogleCloudMlV1__Version", schemas)


def check(value: Json, schema: str, schemas: dict[str, dict[str, object]]) -> None:
    assert isinstance(value, dict)
    properties = schemas[schema]["properties"]
    assert isinstance(properties, dict)
    assert value.keys() <= properties.keys()
    for name, each in value.items():
        fits(each, properties[name], schemas)


def fits(value: Json, schema: dict[str, str], schemas: dict[str, dict[str, object]]) -> None:
    if "$ref" in schema:
        check(value, schema["$ref"], schemas)
    elif schema["type"] == "array":
        assert isinstance(value, list)
        for each in value:
            fits(each, schema["items"], schemas)  # type: ignore[arg-type]
    elif "enum" in schema:
        assert str(value) in schema["enum"]
    else:
        kinds = {"string": str, "integer": int, "boolean": bool, "object": dict, "number": float}
        assert isinstance(value, kinds[schema["type"]])
