"""What brings a version that is there to new settings, by each means."""

import json
from collections.abc import Callable

from modelport.inventory import commands
from modelport.inventory.changes import Changes
from modelport.inventory.rows import version_row
from modelport.platforms.serving import Resource
from modelport.request import DeploymentRequest
from modelport.shell import words

from .calls import curl, ml
from .python import literal


def gcloud(request: DeploymentRequest, found: Resource, change: Changes) -> str:
    """`gcloud ai-platform versions update`."""
    return commands.update(version_row(request.region_on_wire, found), change)


def rest(request: DeploymentRequest, found: Resource, change: Changes) -> str:
    """A PATCH of the fields that change."""
    data = words("--data-raw", json.dumps(change.body(), ensure_ascii=False))
    url = f"{ml(request, request.version_path)}?updateMask={','.join(change.mask())}"
    return f'{curl(request)} -X PATCH -H "Content-Type: application/json" {data} "{url}"'


def python(request: DeploymentRequest, found: Resource, change: Changes) -> str:
    """`projects.models.versions.patch`."""
    arguments = (
        f"name={request.version_path!r}",
        f"updateMask={','.join(change.mask())!r}",
        f"body={literal(change.body())}",
    )
    return "ml.projects().models().versions().patch(\n    " + ",\n    ".join(arguments) + ",\n).execute()"


MEANS: dict[str, Callable[[DeploymentRequest, Resource, Changes], str]] = {
    "gcloud": gcloud,
    "rest": rest,
    "python": python,
}
