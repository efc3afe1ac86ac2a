"""A version that serves already is brought to the settings that a request asks for."""

from modelport.errors import VersionFailed
from modelport.events import StateSeen
from modelport.inventory import commands
from modelport.inventory.changes import Changes, refusal_to_update
from modelport.inventory.rows import version_row
from modelport.platforms.bodies import Body
from modelport.platforms.serving import Resource
from modelport.shell import at_platform

from . import existing
from .context import Context, Outcome, Work, clock
from .order import VERSION

FIRST_SECONDS, LONGEST_SECONDS, GROWTH = 0.05, 5.0, 1.5


def refuse(context: Context, found: Resource, change: Changes) -> None:
    """Raises Refused where the platform would not make the change."""
    if refusal := refusal_to_update(version_row(context.request.region_on_wire, found), change):
        raise refusal


def update(context: Context, found: Resource, change: Changes) -> Work:
    """Asks for the change, unless the version changed since it was read, and waits until it is made."""
    path, name, region = context.request.version_path, context.request.version.name, context.request.region_on_wire
    etag: Body = {"etag": found["etag"]} if found.get("etag") else {}
    operation = context.serving.update_version(path, change.body() | etag, change.mask())
    began, pause = clock(), FIRST_SECONDS
    while not operation.done:
        yield StateSeen(VERSION, "UPDATING", existing.told(change, found), clock() - began)
        context.pause(pause)
        pause = min(pause * GROWTH, LONGEST_SECONDS)
        operation = context.serving.operation(operation.name)
        context.failures = 0
    if operation.error:
        raise VersionFailed(
            f"The version {name} could not be changed ({existing.told(change, found)}).",
            why=operation.error,
            fix="It serves as before. Leave out what the platform refuses, then run it again.",
            raw=operation.error,
        )
    before, row = existing.taken_back(change, found), version_row(region, found)
    undo = at_platform(context.session.platform, commands.update(row, before)) if before.mask() else ""
    return Outcome("updated", existing.told(change, found), f"the version {name}", undo)
