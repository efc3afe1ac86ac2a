"""A bucket of another project is read only where its policy lets the project's service agent."""

from typing import Any

import pytest

from local.ml.platform import Cloud
from modelport.catalog import hints

VIEWER, LISTER, READER = (
    "roles/storage.objectViewer",
    "roles/storage.legacyBucketReader",
    "roles/storage.legacyObjectReader",
)


@pytest.fixture
def foreign(cloud: Cloud, joblib_file: bytes) -> str:
    """The URI of a model in a bucket of another project."""
    cloud.create_model()
    return cloud.upload({"model.joblib": joblib_file}, owner="owner-project")


def agent(cloud: Cloud) -> str:
    account: str = cloud.call(cloud.service.projects().getConfig(name=cloud.parent))["serviceAccount"]
    return account


def grant(cloud: Cloud, uri: str, *bindings: dict[str, Any]) -> None:
    path = f"/storage/v1/b/{uri.split('/')[2]}/iam"
    policy = cloud.platform.request("GET", path)[1]
    policy["bindings"] += bindings
    assert cloud.platform.request("PUT", path, policy)[0] == 200


def test_without_a_grant_the_version_fails_and_names_the_account(cloud: Cloud, foreign: str) -> None:
    message = cloud.create_version(foreign)["error"]["message"]
    account = agent(cloud)
    assert f"Service account {account} does not have storage.objects.list and storage.objects.get" in message
    assert f"--member=serviceAccount:{account} --role={VIEWER}" in message
    assert cloud.version()["state"] == "FAILED"
    hint = hints.explain(message, "create_version")
    assert hint is not None
    assert hint.id == "bucket_access"


@pytest.mark.parametrize("roles", [(VIEWER,), ("roles/storage.objectAdmin",), (LISTER, READER)])
def test_with_a_grant_it_serves(cloud: Cloud, foreign: str, roles: tuple[str, ...]) -> None:
    grant(cloud, foreign, *({"role": role, "members": [f"serviceAccount:{agent(cloud)}"]} for role in roles))
    assert cloud.create_version(foreign)["response"]["state"] == "READY"


def test_a_public_bucket_needs_no_grant(cloud: Cloud, foreign: str) -> None:
    grant(cloud, foreign, {"role": VIEWER, "members": ["allUsers"]})
    assert cloud.create_version(foreign)["response"]["state"] == "READY"


@pytest.mark.parametrize(
    ("binding", "missing"),
    [
        ({"role": LISTER}, "storage.objects.get"),
        ({"role": READER}, "storage.objects.list"),
        ({"role": VIEWER, "condition": {"title": "t", "expression": "false"}}, "storage.objects.list"),
        ({"role": VIEWER, "members": ["serviceAccount:service-1@elsewhere"]}, "storage.objects.list"),
    ],
)
def test_what_gives_too_little_is_no_grant(cloud: Cloud, foreign: str, binding: dict[str, Any], missing: str) -> None:
    grant(cloud, foreign, {"members": [f"serviceAccount:{agent(cloud)}"]} | binding)
    assert f"does not have {missing}" in cloud.create_version(foreign)["error"]["message"]
