"""What command lines need: URLs and the token of a target, and the test instances."""

import json
from urllib.parse import quote

from modelport.platforms.endpoints import ml_url, storage_url
from modelport.request import DeploymentRequest
from modelport.shell import words


def ml(request: DeploymentRequest, name: str) -> str:
    """The URL of a resource or method of the `ml` v1 API, on the endpoint of the request's region."""
    url = ml_url(request.target.platform, request.region_on_wire, _base(request))
    return f"{url}/v1/{quote(name, safe='/:')}"


def storage(request: DeploymentRequest, rest: str) -> str:
    """A URL of the Cloud Storage JSON API; `rest` is percent-encoded already."""
    return storage_url(request.target.platform, _base(request)) + rest


def curl(request: DeploymentRequest) -> str:
    """`curl` with the target's token, failing where the platform refuses."""
    is_local = request.target.platform == "local"
    token = "$MODELPORT_TOKEN" if is_local else "$(gcloud auth print-access-token)"
    return f'curl -sS --fail-with-body -H "Authorization: Bearer {token}"'


def instances(request: DeploymentRequest) -> str:
    """A command that writes the test instances, each on a line as JSON."""
    return words("printf", "%s\\n", *(json.dumps(instance) for instance in request.after.test_instances))


def _base(request: DeploymentRequest) -> str:
    return "$MODELPORT_URL" if request.target.platform == "local" else ""
