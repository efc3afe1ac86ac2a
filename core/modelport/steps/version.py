"""The version resource: created here, waited for in the next step; one that serves is brought up to date."""

from modelport import own_commands as own
from modelport.catalog.hints import explain
from modelport.errors import AlreadyExists, VersionFailed
from modelport.platforms.bodies import version_body
from modelport.platforms.serving import Resource, explained

from . import existing
from .context import Context, Outcome, Work
from .existing import Difference
from .updating import refuse, update


def look(context: Context) -> Outcome | None:
    """The version, if it is what the request asks for; None also where it can be changed to be that.

    Raises VersionFailed where it failed, AlreadyExists where it is another one, and Refused for an impossible change.
    """
    context.found = found = context.serving.find_version(context.request.version_path)
    if found is None:
        return None
    name, wanted = context.request.version.name, version_body(context.request, context.report)
    if found.get("state") == "FAILED":
        raise failed(context, found)
    if different := existing.differences(wanted, found):
        raise _another(name, different)
    change = existing.changes(wanted, found)
    if found.get("state") == "CREATING":
        kept = f"; left as it is: {existing.told(change, found)}" if change.mask() else ""
        return Outcome("exists", f"it is being created{kept}", _creating(name))
    if change.mask():
        refuse(context, found, change)
        return None
    return Outcome("exists", "it serves", f"the version {name}")


def do(context: Context) -> Work:
    """Asks the platform to create it, or to change the one that is there."""
    request, body = context.request, version_body(context.request, context.report)
    if context.found is not None:
        return (yield from update(context, context.found, existing.changes(body, context.found)))
    operation = context.serving.create_version(request.model_path, body)
    context.operation = operation.name
    return Outcome("created", operation.name, _creating(request.version.name))


def _creating(name: str) -> str:
    return f"the version {name}, which the platform goes on creating"


def failed(context: Context, found: Resource) -> VersionFailed:
    """What to say about a version that did not come up."""
    request, message = context.request, str(found.get("errorMessage") or "The platform gave no reason.")
    context.partly = f"the version {request.version.name}, which FAILED"
    why, fix = explained(message, explain(message, "create_version"))
    way_out = "Then delete the failed version, which keeps its name, or choose another version name."
    return VersionFailed(
        f"The version {request.version.name} of {request.model.name} could not be brought up.",
        why=why,
        fix=f"{fix or 'Look at the log.'} {way_out}",
        command=own.on_model(request, "versions", "delete", request.version.name),
        raw=message,
    )


def _another(name: str, different: tuple[Difference, ...]) -> AlreadyExists:
    return AlreadyExists(
        f"The version {name} exists, with other settings.",
        why="; ".join(map(str, different)),
        fix=f"Choose another version name (--version {name}_2): these settings cannot be changed on a version.",
    )
