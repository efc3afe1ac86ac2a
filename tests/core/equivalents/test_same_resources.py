"""gcloud, gsutil, curl and Python leave behind what Modelport's own run leaves behind."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import urllib.request
import warnings
from pathlib import Path
from typing import Any

import joblib
import pytest
from msgspec.structs import replace
from sklearn.tree import DecisionTreeRegressor

from modelport import equivalents
from modelport.artifacts import inspect
from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.equivalents import gsutil
from modelport.events import RunFinished
from modelport.journal import Journal
from modelport.plan import make_plan
from modelport.platforms.ai_platform import AiPlatformClient
from modelport.platforms.local import LocalPlatform
from modelport.platforms.session import Session, open_session
from modelport.platforms.storage import StorageClient
from modelport.request import After, Artifact, Bucket, DeploymentRequest, Model, Scaling, Target, Version
from modelport.run import run
from modelport.standing import Standing
from modelport.steps import order

pytestmark = pytest.mark.filterwarnings("default:.* is not installed")
PROJECT, OWNER = "test-project", "bucket-owner"
# Times and fingerprints differ from run to run.
CHANGING = {"createTime", "lastUseTime", "lastMigrationTime", "lastMigrationModelId", "etag"}


def regional(name: str, source: str) -> DeploymentRequest:
    """On a regional endpoint, from a bucket of another project, with everything that a gcloud flag says."""
    return DeploymentRequest(
        target=Target("local", PROJECT),
        bucket=Bucket(f"{name}-bucket", project=OWNER),
        artifact=Artifact(source, "SCIKIT_LEARN", trust_pickle=True),
        model=Model(name, description="it's $HOME", labels={"team": "a"}, access_logging=True),
        version=_version("n1-standard-2"),
        scaling=Scaling(min_nodes=1, max_nodes=2, targets={"CPU_USAGE": 70}),
        after=After(test_instances=([3.0],)),
    )


def on_the_global_endpoint(name: str, source: str) -> DeploymentRequest:
    """On the global endpoint, with a fixed number of nodes."""
    return DeploymentRequest(
        target=Target("local", PROJECT),
        bucket=Bucket(f"{name}-bucket"),
        artifact=Artifact(source, "SCIKIT_LEARN"),
        model=Model(name, "global"),
        version=_version("mls1-c1-m2"),
        scaling=Scaling("manual", nodes=1),
        after=After(test_instances=([3.0],)),
    )


def of_custom_code(name: str, source: str) -> DeploymentRequest:
    """A prediction routine with its package, on the global endpoint; names hold what a tool's syntax does."""
    routine = Path(source).parent / "routine [1]"
    return DeploymentRequest(
        target=Target("local", PROJECT),
        bucket=Bucket(f"{name}-bucket"),
        artifact=Artifact(str(routine), packages=(str(package_beside(routine)),), prediction_class="always.Two"),
        model=Model(name, "global", console_logging=True),
        version=_version("mls1-c1-m2"),
        scaling=Scaling("manual", nodes=1),
        after=After(test_instances=([3.0],)),
    )


def package_beside(routine: Path) -> Path:
    """The routine's directory with two files, and its package."""
    package = routine.parent / "al,ways-1.tar.gz"
    if not routine.exists():
        routine.mkdir()
        (routine / "first.txt").write_text("1")
        (routine / "second [2].txt").write_text("2")
        module = "class Two:\n    from_path = classmethod(lambda cls, path: cls())\n"
        module += "    def predict(self, instances, **kwargs):\n        return [2.0 for _ in instances]\n"
        setup = "from setuptools import setup; setup(name='always', version='1', py_modules=['always'])"
        with tarfile.open(package, "w:gz") as archive:
            for name, text in (("setup.py", setup), ("always.py", module)):
                entry = tarfile.TarInfo(f"always-1/{name}")
                entry.size = len(text)
                archive.addfile(entry, io.BytesIO(text.encode()))
    return package


def _version(machine_type: str) -> Version:
    return Version("v1", "first", {"a": "b"}, "2.11", "3.7", machine_type)


REQUESTS = {"regional": regional, "global": on_the_global_endpoint, "custom": of_custom_code}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A model in a directory whose name gcloud and gsutil would take for a pattern."""
    directory = tmp_path_factory.mktemp("same") / "it's a [model] *"
    directory.mkdir()
    joblib.dump(DecisionTreeRegressor().fit([[0.0], [1.0]], [0.0, 2.0]), directory / "model.joblib")
    return str(directory)


@pytest.fixture(params=REQUESTS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def own(form: str, source: str, home: LocalPlatform) -> dict[str, Any]:
    """What Modelport's own run leaves."""
    name = f"own{form}"
    made = REQUESTS[form](name, source)
    report = inspect(Path(made.artifact.source))
    plan = make_plan(made, report)
    if not _version_there(made):
        events = list(run(plan, made, report, Journal.create(made, plan), threading.Event()))
        assert isinstance(events[-1], RunFinished), events[-1]
    return left_by(made)


def _version_there(request: DeploymentRequest) -> dict[str, Any]:
    """The version as the platform sends it, empty where there is none."""
    with contextlib.closing(AiPlatformClient(open_session(request.target, request.region_on_wire))) as client:
        return client.find_version(request.version_path) or {}


def left_by(request: DeploymentRequest) -> dict[str, Any]:
    """The resources and the bucket of a deployment, under names that are the same for every deployment."""
    session = open_session(request.target, request.region_on_wire)
    client, storage = AiPlatformClient(session), StorageClient(session)
    try:
        model, version = client.find_model(request.model_path), client.find_version(request.version_path)
        objects = sorted((each.name, each.size) for each in storage.objects(request.bucket.name, ""))
        bucket = storage.find_bucket(request.bucket.name)
    finally:
        client.close()
        storage.close()
    found = {
        "model": model,
        "version": version,
        "objects": objects,
        "bucket": str(bucket),
        "policy": _policy(request.bucket.name),
    }
    text = json.dumps(found).replace(request.model.name, "NAME")
    same: dict[str, Any] = _without_changing(json.loads(text))
    return same


def _policy(bucket: str) -> dict[str, list[str]]:
    """The bucket's roles with their members, as its owner sees them."""
    home = LocalPlatform()
    url = f"{home.url()}/storage/v1/b/{bucket}/iam?optionsRequestedPolicyVersion=3"
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {home.token}"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=30) as answer:
        bindings = json.load(answer)["bindings"]
    roles = sorted({each["role"] for each in bindings})
    return {role: sorted({m for each in bindings if each["role"] == role for m in each["members"]}) for role in roles}


def _without_changing(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_changing(each) for key, each in value.items() if key not in CHANGING}
    return [_without_changing(each) for each in value] if isinstance(value, list) else value


def whole_script(kind: equivalents.Kind, request: DeploymentRequest, report: ArtifactReport) -> str:
    """The equivalent; curl does what gsutil can't."""
    text = equivalents.render(request, report, kind)
    if kind == "gsutil":
        text += equivalents.render(request, report, "rest", set(order.needed(request)) - gsutil.IN_BUCKETS)
    return text


def run_script(kind: equivalents.Kind, text: str, home: LocalPlatform) -> str:
    """Run the equivalent as a person would who has set up the environment."""
    lines = [line for line in text.splitlines() if "modelport local" not in line]
    shell = ["bash", "-euo", "pipefail", "-c"] if kind != "python" else [sys.executable, "-c"]
    environment = os.environ | home.env(PROJECT) | {"CLOUDSDK_CORE_DISABLE_PROMPTS": "1"}
    done = subprocess.run(
        [*shell, "\n".join(lines)], capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ["rest", "python", "gcloud", "gsutil"])
def test_an_equivalent_leaves_what_the_run_leaves(
    kind: equivalents.Kind, form: str, source: str, own: dict[str, Any], home: LocalPlatform
) -> None:
    request = REQUESTS[form](f"{kind}{form}", source)
    if not is_installed(kind):
        assert f"\n{kind} " in equivalents.render(request, None, kind)
        return
    if form == "regional":
        assert any("cloud-ml.google.com.iam.gserviceaccount.com" in str(members) for members in own["policy"].values())
        assert own["version"]["labels"] == {"a": "b", "modelport-trust-pickle": "yes"}
    printed = run_script(kind, whole_script(kind, request, inspect(Path(request.artifact.source))), home)
    assert "2.0" in printed
    assert left_by(request) == own


@pytest.mark.parametrize("kind", ["rest", "python", "gcloud"])
def test_an_equivalent_brings_a_version_that_is_there_to_new_settings(
    kind: equivalents.Kind, source: str, home: LocalPlatform
) -> None:
    request, report = regional(f"more{kind}", source), inspect(Path(source))
    run_script("rest", equivalents.render(request, report, "rest"), home)
    version = replace(request.version, description="it's more", labels={"c": "d"})
    more = replace(request, version=version, scaling=replace(request.scaling, max_nodes=3))
    found = _version_there(request)
    there = Standing(frozenset({order.BUCKET, order.MODEL, order.VERSION}), found)
    script = equivalents.render(more, report, kind, {order.BUCKET, order.MODEL, order.VERSION, order.WAIT}, there)
    assert script.count("is there already") == 2
    if is_installed(kind):
        run_script(kind, script, home)
        changed = {"description": "it's more", "labels": found["labels"] | {"c": "d"}}
        changed["autoScaling"] = found["autoScaling"] | {"maxNodes": 3}
        assert _without_changing(_version_there(more)) == _without_changing(found | changed)


@pytest.mark.parametrize("kind", ["gcloud", "gsutil"])
def test_a_directory_with_hostile_names_goes_up_whole(
    kind: equivalents.Kind, source: str, home: LocalPlatform, session: Session
) -> None:
    directory = Path(source).parent / f"-{kind} [x] * $HOME"
    (directory / "variables").mkdir(parents=True)
    names = ["saved_model.pb", "variables/a [1].index", "variables/b * 'c'"]
    for name in names:
        (directory / name).write_text("x")
    report = ArtifactReport(str(directory), str(directory), tuple(ArtifactFile(name, 1) for name in names))
    request = on_the_global_endpoint(f"hostile{kind}", str(directory))
    if is_installed(kind):
        run_script(kind, equivalents.render(request, report, kind, {order.BUCKET, order.UPLOAD}), home)
        with contextlib.closing(StorageClient(session)) as storage:
            found = [each.name for each in storage.objects(request.bucket.name, "")]
        assert sorted(found) == [f"hostile{kind}/v1/{name}" for name in names]


def is_installed(kind: equivalents.Kind) -> bool:
    if kind in ("rest", "python") or shutil.which(kind):
        return True
    warnings.warn(f"{kind} is not installed: its equivalents were only read", UserWarning, stacklevel=2)
    return False
