"""The real gcloud does what the deployment guide does, in the environment of `modelport local env` and nothing else."""

import json
from pathlib import Path

import pytest

from local.clients.shell import Shell, installed

pytestmark = pytest.mark.filterwarnings("default:gcloud is not installed")
REGION = "--region=us-central1"
FILTERS = (
    "resource.type=cloudml_model_version AND severity>=ERROR",
    'resource.labels.version_id=("v3" OR "v9") AND (severity=ERROR OR "is READY")',
    'resource.labels.model_id=iris -severity=INFO NOT textPayload:"is READY"',
    'textPayload=~"(?i)^failed: .*deployment_uri" AND log_id("ml.googleapis.com/version")',
)
"""Each finds the version that failed."""
FRAMEWORK = ("--framework=scikit-learn", "--runtime-version=2.11", "--python-version=3.7")


def test_gcloud_storage_keeps_and_gives_back_files(shell: Shell, tmp_path: Path) -> None:
    if not installed("gcloud"):
        return
    large, back = tmp_path / "large", tmp_path / "back"
    large.write_bytes(bytes(range(256)) * 640_000)  # 164 MB: gcloud uploads parts and composes them
    (tmp_path / "tree" / "sub").mkdir(parents=True)
    (tmp_path / "tree" / "sub" / "ünï code").write_text("small")
    (tmp_path / "middle").write_bytes(bytes(9_000_000))

    gcloud = ("gcloud", "storage")
    shell.run(*gcloud, "buckets", "create", "gs://gcloud-files", "--location=us-central1")
    assert "gcloud-files" in shell.run(*gcloud, "buckets", "list", "--format=value(name)").split()
    described = json.loads(shell.run(*gcloud, "buckets", "describe", "gs://gcloud-files", "--format=json"))
    assert described["location"] == "US-CENTRAL1"
    shell.run(*gcloud, "cp", "-r", large, tmp_path / "middle", tmp_path / "tree", "gs://gcloud-files/f/")
    assert "gs://gcloud-files/f/tree/sub/ünï code" in shell.run(*gcloud, "ls", "-r", "gs://gcloud-files").splitlines()
    assert shell.run(*gcloud, "cat", "gs://gcloud-files/f/tree/sub/ünï code") == "small"
    shell.run(*gcloud, "cp", "gs://gcloud-files/f/large", back)
    assert back.read_bytes() == large.read_bytes()
    member = ("--member=serviceAccount:a@b.iam.gserviceaccount.com", "--role=roles/storage.objectViewer")
    assert "a@b" in shell.run(*gcloud, "buckets", "add-iam-policy-binding", "gs://gcloud-files", *member)
    shell.run(*gcloud, "rm", "-r", "gs://gcloud-files")
    assert "gcloud-files" not in shell.run(*gcloud, "buckets", "list", "--format=value(name)").split()


def test_gcloud_storage_changes_and_mirrors_files(shell: Shell, tmp_path: Path) -> None:
    if not installed("gcloud"):
        return
    tree, back = tmp_path / "tree", tmp_path / "back"
    tree.mkdir()
    back.mkdir()
    (tree / "page.html").write_text("much of the same " * 10_000)

    gcloud, files = ("gcloud", "storage"), "gs://gcloud-mirror"
    shell.run(*gcloud, "buckets", "create", files)
    shell.run(*gcloud, "rsync", "-r", tree, files)
    shell.run(*gcloud, "mv", f"{files}/page.html", f"{files}/moved.html")
    shell.run(*gcloud, "objects", "update", f"{files}/moved.html", "--custom-metadata=a=b", "--temporary-hold")
    assert "is held" in shell.fail(*gcloud, "rm", f"{files}/moved.html")
    shell.run(*gcloud, "objects", "update", f"{files}/moved.html", "--no-temporary-hold")
    shell.run(*gcloud, "cp", "--gzip-in-flight-all", tree / "page.html", f"{files}/on-the-way")
    shell.run(*gcloud, "cp", "-Z", tree / "page.html", f"{files}/stored")
    shell.run(*gcloud, "cp", f"{files}/*", back)
    assert {path.read_text() for path in back.iterdir()} == {(tree / "page.html").read_text()}
    assert "newest version" in shell.fail(*gcloud, "buckets", "update", files, "--versioning")


def test_gcloud_ai_platform_deploys_and_predicts_in_a_region(
    shell: Shell, model_directory: Path, tmp_path: Path
) -> None:
    if not installed("gcloud"):
        return
    instances = tmp_path / "instances.json"
    instances.write_text("[1, 2, 3, 4]\n[-1, 0, 0, 0]\n")
    shell.run("gcloud", "storage", "buckets", "create", "gs://gcloud-models", "--location=us-central1")
    shell.run("gcloud", "storage", "cp", "-r", model_directory, "gs://gcloud-models/exports/")

    models, versions = ("gcloud", "ai-platform", "models"), ("gcloud", "ai-platform", "versions")
    shell.run(*models, "create", "iris", REGION, "--enable-logging")
    create = (*versions, "create", "--model=iris", REGION, *FRAMEWORK)
    shell.run(*create, "v1", "--origin=gs://gcloud-models/exports/export", "--machine-type=n1-standard-4")
    shell.run(*create, "v2", f"--origin={model_directory}", "--staging-bucket=gs://gcloud-models")
    listed = json.loads(shell.run(*versions, "list", "--model=iris", REGION, "--format=json"))
    assert [version["state"] for version in listed] == ["READY", "READY"]

    predict = ("gcloud", "ai-platform", "predict", "--model=iris", REGION, "--format=json")
    assert json.loads(shell.run(*predict, "--version=v2", f"--json-instances={instances}")) == {"predictions": [1, 0]}
    shell.run(*versions, "set-default", "v2", "--model=iris", REGION)
    shell.run(*models, "update", "iris", REGION, "--description=flowers", "--update-labels=a=b")
    described = json.loads(shell.run(*models, "describe", "iris", REGION, "--format=json"))
    assert described["description"] == "flowers"
    assert described["defaultVersion"]["name"].endswith("/v2")
    assert json.loads(shell.run(*predict, f"--json-instances={instances}")) == {"predictions": [1, 0]}
    for _ in range(2):  # the second call sends back the etag of the first, in another alphabet
        grant = ("--member=user:a@example.com", "--role=roles/ml.modelUser")
        assert "user:a@example.com" in shell.run(*models, "add-iam-policy-binding", "iris", REGION, *grant)
    refused = shell.fail(*create, "v3", "--origin=gs://gcloud-models/nothing")
    assert "version.deployment_uri" in refused
    of_version = 'resource.type="cloudml_model_version" AND resource.labels.version_id="v3"'
    logged = json.loads(shell.run("gcloud", "logging", "read", of_version, "--format=json"))
    assert {entry["resource"]["labels"]["model_id"] for entry in logged} == {"iris"}
    for text in FILTERS:
        logged = json.loads(shell.run("gcloud", "logging", "read", text, "--format=json", "--limit=5"))
        assert "v3" in {entry["resource"]["labels"]["version_id"] for entry in logged}, text
    operations = shell.run("gcloud", "ai-platform", "operations", "list", REGION, "--format=value(name)").split()
    shell.run("gcloud", "ai-platform", "operations", "wait", operations[0], REGION)
    for version in ("v1", "v3", "v2"):
        shell.run(*versions, "delete", version, "--model=iris", REGION)
    shell.run(*models, "delete", "iris", REGION)


def test_gcloud_ai_platform_deploys_on_the_global_endpoint(shell: Shell, model_directory: Path) -> None:
    if not installed("gcloud"):
        return
    shell.run("gcloud", "storage", "buckets", "create", "gs://gcloud-global", "--location=us-central1")
    shell.run("gcloud", "ai-platform", "models", "create", "iris", "--regions=us-central1")
    staged = (f"--origin={model_directory}", "--staging-bucket=gs://gcloud-global")
    shell.run(
        "gcloud", "ai-platform", "versions", "create", "v1", "--model=iris", "--region=global", *FRAMEWORK, *staged
    )
    listed = shell.run("gcloud", "ai-platform", "models", "list", "--region=global", "--format=value(name)")
    assert listed.strip().endswith("iris")
    assert shell.run("gcloud", "ai-platform", "models", "list", "--region=europe-west1", "--format=value(name)") == ""
