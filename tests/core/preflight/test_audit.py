"""Failures that people met, each found before the deployment, and silence where nothing is wrong."""

import pytest

from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.preflight import Finding, Severity, check
from modelport.request import Artifact, Container, DeploymentRequest, Model, Target, Version
from modelport.seen import Seen


def found(request: DeploymentRequest, seen: Seen | None = None) -> dict[str, list[Finding]]:
    """The findings by their code."""
    grouped: dict[str, list[Finding]] = {}
    for finding in check(request, seen or Seen()):
        grouped.setdefault(finding.code, []).append(finding)
    return grouped


IMAGE = Container("us-central1-docker.pkg.dev/p/r/image")


def test_a_container_needs_a_machine_type() -> None:
    assert found(DeploymentRequest(version=Version(container=IMAGE)))["R07"][0].apply == (
        "version.machine_type",
        "n1-standard-2",
    )
    assert "R07" not in found(DeploymentRequest(version=Version(container=IMAGE, machine_type="n1-standard-2")))


def test_a_container_excludes_a_prediction_class() -> None:
    version = Version(container=IMAGE, machine_type="n1-standard-2")
    assert "R07" in found(DeploymentRequest(artifact=Artifact(prediction_class="a.B"), version=version))


def test_a_directory_that_is_too_large_names_its_largest_files() -> None:
    files = (ArtifactFile("model.joblib", 10**6), ArtifactFile("training.csv", 11 * 2**30))
    seen = Seen(artifact=ArtifactReport("x", "x", files))
    request = DeploymentRequest(version=Version(machine_type="n1-standard-2"))
    assert "training.csv (11,264 MB)" in found(request, seen)["R23"][0].fix


@pytest.mark.parametrize(("platform", "is_told"), [("ai-platform", True), ("local", False)])
def test_a_service_account_of_its_own_says_who_must_be_allowed_what(platform: str, is_told: bool) -> None:
    target = Target("ai-platform" if platform == "ai-platform" else "local", "p")
    version = Version(service_account="robot@p.iam.gserviceaccount.com")
    request = DeploymentRequest(target, artifact=Artifact(prediction_class="a.B"), model=Model("m"), version=version)
    told = found(request).get("service-account.access", [])
    assert bool(told) is is_told
    assert all(one.severity is Severity.INFO and "roles/iam.serviceAccountUser" in one.fix for one in told)
