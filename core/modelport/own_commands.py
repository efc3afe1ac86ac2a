"""Modelport's own commands, as plans and errors name them: pasted, they act on the same project and endpoint."""

from .request import DeploymentRequest, Target
from .shell import flag, words


def on_target(target: Target, *parts: str) -> str:
    """`modelport PARTS --project=P`, with the target where it is not the usual one."""
    platform = "" if target.platform == "local" else flag("target", target.platform)
    return words("modelport", *parts, flag("project", target.project), platform)


def about(resource: str, *parts: str) -> str:
    """The same for a resource `projects/P/…`, on the usual target."""
    return on_target(Target("local", resource.split("/")[1]), *parts)


def on_endpoint(request: DeploymentRequest, *parts: str) -> str:
    """The same with the request's region, or `global`."""
    return on_target(request.target, *parts, flag("region", request.region_on_wire))


def on_model(request: DeploymentRequest, *parts: str) -> str:
    """The same with the request's model, for commands about its versions."""
    return on_endpoint(request, *parts, flag("model", request.model.name))
