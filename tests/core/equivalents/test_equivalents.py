"""The same deployment as text: partial requests, quoting, and scripts that really run."""

import ast
import os
import shlex
import subprocess
import sys
from pathlib import Path

import joblib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeRegressor

from modelport import equivalents
from modelport.artifacts import inspect
from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.platforms.ai_platform import AiPlatformClient
from modelport.platforms.local import LocalPlatform
from modelport.platforms.session import Session
from modelport.request import (
    Accelerator,
    After,
    Artifact,
    Bucket,
    Container,
    DeploymentRequest,
    EndpointKind,
    Model,
    PlatformName,
    Routes,
    Scaling,
    Target,
    Version,
)
from modelport.standing import Standing

KINDS: tuple[equivalents.Kind, ...] = ("gcloud", "gsutil", "rest", "python")
REPORT = ArtifactReport("./m", "./m", (ArtifactFile("model.joblib", 1),), framework="SCIKIT_LEARN")


def gcloud(request: DeploymentRequest, step: str, report: ArtifactReport | None = REPORT) -> list[str]:
    return shlex.split(equivalents.for_step(step, request, report, "gcloud"))


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_request_renders(kind: equivalents.Kind) -> None:
    text = equivalents.render(DeploymentRequest(), None, kind)
    assert "None" not in text
    assert "//" not in text.replace("http://", "").replace("https://", "").replace("gs://", "")


def test_missing_answers_leave_flags_out() -> None:
    request = DeploymentRequest(model=Model("iris"), version=Version("v1"))
    assert gcloud(request, "version", None) == [
        *("gcloud", "ai-platform", "versions", "create", "v1", "--model=iris", "--region=us-central1")
    ]
    assert gcloud(DeploymentRequest(model=Model("iris")), "version") == []


def test_a_whole_version_is_one_gcloud_command() -> None:
    request = DeploymentRequest(
        target=Target("ai-platform", "p"),
        bucket=Bucket("b"),
        artifact=Artifact("./m"),
        model=Model("iris"),
        version=Version(
            "v1",
            description="it's $HOME",
            labels={"a": "b", "c": "d"},
            machine_type="n1-standard-4",
            accelerator=Accelerator("NVIDIA_TESLA_T4", 2),
        ),
        scaling=Scaling(min_nodes=1, max_nodes=3, targets={"CPU_USAGE": 60, "GPU_DUTY_CYCLE": 70}),
    )
    words = gcloud(request, "version")
    assert words[:4] == ["gcloud", "ai-platform", "versions", "create"]
    assert {
        "--origin=gs://b/iris/v1/",
        "--framework=scikit-learn",
        "--accelerator=type=nvidia-tesla-t4,count=2",
        "--min-nodes=1",
        "--max-nodes=3",
        "--metric-targets=cpu-usage=60,gpu-duty-cycle=70",
        "--description=it's $HOME",
        "--labels=a=b,c=d",
    } <= set(words)


def test_custom_code_and_containers_take_the_beta_command() -> None:
    container = Version("v1", container=Container("i", args=("a,b", "c")), routes=Routes("/p", "/h"))
    words = gcloud(DeploymentRequest(model=Model("m"), version=container), "version")
    assert words[1] == "beta"
    assert "--args=^|^a,b|c" in words


def test_the_global_endpoint_takes_the_models_region_as_regions() -> None:
    request = DeploymentRequest(model=Model("m", "global", "us-east1"), version=Version("v1"))
    assert "--regions=us-east1" in gcloud(request, "model")
    assert "--region=global" in gcloud(request, "version")


def test_a_directory_goes_up_as_it_is_and_a_renamed_file_under_its_new_name() -> None:
    request = DeploymentRequest(bucket=Bucket("b"), artifact=Artifact("./m"), model=Model("m"), version=Version("v1"))
    files = (ArtifactFile("saved_model.pb", 1), ArtifactFile("variables/variables.index", 1))
    directory = ArtifactReport("./m", "./m", files)
    assert gcloud(request, "upload", directory)[2] == "rsync"
    renamed = ArtifactReport("./m", "./m", files[:1], staged_as=(("saved_model.pb", "x.pb"),))
    assert gcloud(request, "upload", renamed)[-1] == "gs://b/m/v1/x.pb"


def test_gsutil_has_the_steps_in_buckets_alone() -> None:
    request = DeploymentRequest(
        target=Target("local", "p"),
        bucket=Bucket("b", "eu", "owner"),
        artifact=Artifact("./m", packages=("./-a.tar.gz",)),
        model=Model("m"),
        version=Version("v1"),
    )
    assert equivalents.render(request, REPORT, "gsutil").splitlines()[2:] == [
        "gsutil mb -p owner -l eu gs://b",
        equivalents.for_step("grant", request, REPORT, "gcloud").splitlines()[0],
        'gsutil iam ch "serviceAccount:$agent:objectViewer,legacyBucketReader" gs://b',
        "gsutil cp m/model.joblib gs://b/m/v1/model.joblib",
        "gsutil cp ./-a.tar.gz gs://b/m/v1-packages/-a.tar.gz",
    ]
    in_bucket = DeploymentRequest(artifact=Artifact("gs://b/m/"), model=Model("m"), version=Version("v1"))
    assert not equivalents.render(in_bucket, None, "gsutil").strip()


def test_what_is_there_is_not_created_again() -> None:
    request = DeploymentRequest(
        bucket=Bucket("b"),
        artifact=Artifact("./m"),
        model=Model("m"),
        version=Version("v1"),
        scaling=Scaling(min_nodes=1),
    )
    found = {"name": "projects/p/models/m/versions/v1", "deploymentUri": "gs://b/m/v1", "framework": "SCIKIT_LEARN"}
    there = Standing(frozenset({"bucket", "model", "version"}), found | {"autoScaling": {"minNodes": 1}})
    for kind in KINDS:
        text = equivalents.render(request, REPORT, kind, {"bucket", "model", "version"}, there)
        assert text.startswith("# The bucket is there already.") or kind == "python"
        lines = [line for line in text.splitlines() if "is there already" in line]
        assert len(lines) == (1 if kind == "gsutil" else 3)
        assert "create" not in text.replace("is there already", "")
        assert "POST" not in text


@given(
    st.lists(st.text(max_size=12), min_size=7, max_size=7),
    st.sampled_from(["local", "ai-platform"]),
    st.sampled_from(["regional", "global"]),
)
def test_no_answer_breaks_out_of_its_quotes(texts: list[str], platform: PlatformName, endpoint: EndpointKind) -> None:
    project, bucket, path, model, version, description, package = (t.replace("\0", "") for t in texts)
    request = DeploymentRequest(
        target=Target(platform, project),
        bucket=Bucket(bucket, bucket, project + "x"),
        artifact=Artifact(path, packages=(package,)),
        model=Model(model, endpoint, description=description, labels={model: version}),
        version=Version(version, description=description, labels={description: model}),
        after=After(test_instances=({"b64": description}, [1, 2.5], description)),
    )
    report = ArtifactReport(path, path, (ArtifactFile("model.joblib", 1), ArtifactFile("x", 1)))
    for each in (None, report):
        ast.parse(equivalents.render(request, each, "python"))
        for step in ("bucket", "upload", "model", "version", "test"):
            shlex.split(equivalents.for_step(step, request, each, "gcloud"))
            shlex.split(equivalents.for_step(step, request, each, "gsutil"))
            shlex.split(equivalents.for_step(step, request, each, "rest"))


@pytest.fixture
def deployable(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[DeploymentRequest, ArtifactReport]:
    directory = tmp_path / "it's a [model]"
    directory.mkdir()
    joblib.dump(DecisionTreeRegressor().fit([[0.0], [1.0]], [0.0, 2.0]), directory / "model.joblib")
    name = request.node.name.partition("[")[0].removeprefix("test_")[:20]
    made = DeploymentRequest(
        target=Target("local", "test-project"),
        bucket=Bucket(name.replace("_", "-").strip("-")),
        artifact=Artifact(str(directory)),
        model=Model(name, description='it\'s "quoted" $HOME `id` \\n é'),
        version=Version(
            "v1", runtime_version="2.11", python_version="3.7", machine_type="n1-standard-2", labels={"a": "b"}
        ),
        scaling=Scaling(min_nodes=1),
        after=After(test_instances=([3.0],)),
    )
    return made, inspect(directory)


def without_platform(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "modelport local" not in line)


def check_deployed(request: DeploymentRequest, session: Session) -> None:
    client = AiPlatformClient(session)
    model, version = client.find_model(request.model_path), client.find_version(request.version_path)
    client.close()
    assert model is not None
    assert model["description"] == request.model.description
    assert version is not None
    assert version["state"] == "READY"
    assert version["labels"] == {"a": "b"}
    assert version["deploymentUri"].rstrip("/") == request.deployment_uri.rstrip("/")


def test_curl_script_deploys_the_same(
    deployable: tuple[DeploymentRequest, ArtifactReport], platform: LocalPlatform, session: Session
) -> None:
    script = "set -euo pipefail\n" + without_platform(equivalents.render(*deployable, "rest"))
    done = run_script(["bash", "-c", script], platform)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"predictions":[2.0' in done.stdout.replace(" ", "")
    check_deployed(deployable[0], session)


def test_python_script_deploys_the_same(
    deployable: tuple[DeploymentRequest, ArtifactReport], platform: LocalPlatform, session: Session
) -> None:
    script = equivalents.render(*deployable, "python")
    done = run_script([sys.executable, "-c", script], platform)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "'predictions': [2.0" in done.stdout
    check_deployed(deployable[0], session)


def run_script(argv: list[str], platform: LocalPlatform) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | platform.env("test-project")
    return subprocess.run(argv, capture_output=True, text=True, env=environment, timeout=60, check=False)
