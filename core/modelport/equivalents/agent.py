"""The service account with which the platform reads buckets, as a shell variable."""

from modelport.platforms.bodies import deployment_uri
from modelport.request import DeploymentRequest
from modelport.shell import words
from modelport.steps.staging import split_uri

from .calls import curl, ml

READER_ROLES = ("roles/storage.objectViewer", "roles/storage.legacyBucketReader")


def agent_variable(request: DeploymentRequest) -> str:
    """Sets `$agent` to the address that `projects.getConfig` names, which gcloud has no command for."""
    found = words("sed", "-n", r's/.*"serviceAccount": *"\([^"]*\)".*/\1/p')
    return f'agent="$({curl(request)} "{ml(request, request.parent)}:getConfig" | {found})"'


def bucket_to_read(request: DeploymentRequest) -> str:
    """The bucket from which the platform reads the model; "" where it has no name yet."""
    return split_uri(deployment_uri(request))[0] or request.bucket.name
