"""The service account with which the platform reads buckets, as a shell variable."""

from collections.abc import Collection

from modelport.platforms.bodies import deployment_uri
from modelport.request import DeploymentRequest
from modelport.shell import words
from modelport.steps.staging import split_uri

from .calls import curl, ml

READER_ROLES = ("roles/storage.objectViewer", "roles/storage.legacyBucketReader")
EVERYBODY = ("allUsers", "allAuthenticatedUsers")
# What each of them gives is in these as well (Cloud Storage's page on its IAM roles).
_GIVE_AS_MUCH = {
    "roles/storage.objectViewer": {"roles/storage.objectUser", "roles/storage.objectAdmin", "roles/storage.admin"},
    "roles/storage.legacyBucketReader": {
        "roles/storage.legacyBucketWriter",
        "roles/storage.legacyBucketOwner",
        "roles/storage.admin",
    },
}


def missing_roles(held: Collection[str]) -> tuple[str, ...]:
    """The reading roles that are not among those held, nor given by a larger one."""
    return tuple(role for role in READER_ROLES if role not in held and not _GIVE_AS_MUCH[role].intersection(held))


def agent_variable(request: DeploymentRequest) -> str:
    """Sets `$agent` to the address that `projects.getConfig` names, which gcloud has no command for."""
    found = words("sed", "-n", r's/.*"serviceAccount": *"\([^"]*\)".*/\1/p')
    return f'agent="$({curl(request)} "{ml(request, request.parent)}:getConfig" | {found})"'


def bucket_to_read(request: DeploymentRequest) -> str:
    """The bucket from which the platform reads the model; "" where it has no name yet."""
    return split_uri(deployment_uri(request))[0] or request.bucket.name
