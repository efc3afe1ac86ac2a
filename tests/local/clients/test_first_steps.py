"""What a deployment guide lets a newcomer run first: the real gcloud is answered, with reasons where it has to be."""

import pytest

from local.clients.conftest import PROJECT
from local.clients.shell import Shell, installed

pytestmark = pytest.mark.filterwarnings("default:gcloud is not installed")


def test_gcloud_enables_the_apis_and_describes_the_project(shell: Shell) -> None:
    if not installed("gcloud"):
        return
    shell.run("gcloud", "config", "set", "project", PROJECT)
    shell.run("gcloud", "auth", "list")
    for login in (("auth",), ("auth", "application-default")):
        assert shell.run("gcloud", *login, "print-access-token").strip() == shell.environment["MODELPORT_TOKEN"]
    shell.run("gcloud", "services", "enable", "ml.googleapis.com", "storage.googleapis.com")
    assert "ml.googleapis.com" in shell.run("gcloud", "services", "list", "--format=value(config.name)").split()
    assert shell.run("gcloud", "projects", "describe", PROJECT, "--format=value(lifecycleState)").strip() == "ACTIVE"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("services enable compute.googleapis.com", "cannot enable compute.googleapis.com"),
        (f"projects get-iam-policy {PROJECT}", "has no IAM policy"),
        ("iam service-accounts list", "Google's API 'iam'"),
        ("ai models list --region=us-central1", "Google's API 'aiplatform'"),
        ("ai-platform jobs list", "not part of the embedded platform"),
    ],
)
def test_gcloud_tells_at_once_why_it_cannot(shell: Shell, command: str, reason: str) -> None:
    if not installed("gcloud"):
        return
    assert reason in shell.fail("gcloud", *command.split())
