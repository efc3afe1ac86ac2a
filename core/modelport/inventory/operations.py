"""Long-running operations of every endpoint at once."""

from collections.abc import Sequence

from modelport import own_commands as own
from modelport.errors import ModelportError, NotFound
from modelport.platforms.serving import Resource
from modelport.shell import flag

from .connections import Connections, places
from .everywhere import answers
from .fetch import PlaceFailed
from .operation_rows import OperationRow, newest_first, operation_row

Found = list[tuple[str, Resource]]


def every_operation(connections: Connections, regions: Sequence[str]) -> tuple[Found, list[PlaceFailed]]:
    """Operations with their region, as the platform sends them, and the endpoints that failed."""
    parent = f"projects/{connections.session.project}"

    answered = list(answers(connections, regions, lambda serving: list(serving.operations(parent))))
    failures = [PlaceFailed(region, answer) for region, answer in answered if isinstance(answer, ModelportError)]
    found = [(region, each) for region, answer in answered if isinstance(answer, list) for each in answer]
    return found, failures


def operations_of(connections: Connections, region: str, path: str) -> list[OperationRow]:
    """The operations of a model or version of an endpoint, the newest first; raises PlatformError."""
    with connections.borrowed(region) as serving:
        found = list(serving.operations(f"projects/{connections.session.project}"))
    return newest_first(row for each in found if (row := operation_row(region, each)).about == path)


def find_operation(connections: Connections, regions: Sequence[str], name: str) -> tuple[str, Resource]:
    """The region and resource of `projects/P/operations/ID`; raises NotFound, or why an endpoint could not say."""
    found, failures = every_operation(connections, regions)
    for region, resource in found:
        if resource.get("name") == name:
            return region, resource
    if failures:
        raise failures[0].error
    raise _no_operation(connections, regions, name)


def _no_operation(connections: Connections, regions: Sequence[str], name: str) -> NotFound:
    """The error for one that is not where it was looked for, with the endpoint that has it."""
    others = [place for place in places(connections.session) if place not in regions]
    found = [region for region, resource in every_operation(connections, others)[0] if resource.get("name") == name]
    if found:
        return NotFound(
            f"There is no operation {name} on {', '.join(regions)}.",
            why=f"It is on {found[0]}.",
            fix="Leave --region out, or say so:",
            command=own.about(name, "operations", "describe", name.rpartition("/")[2], flag("region", found[0])),
        )
    return NotFound(
        f"There is no operation {name}.",
        why="No endpoint has it." if others else "It is on none of the endpoints that were asked.",
        fix="Look at its id, the project and the region:",
        command=own.about(name, "operations", "list"),
    )
