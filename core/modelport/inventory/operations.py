"""Long-running operations of every endpoint at once."""

from collections.abc import Sequence

from modelport import own_commands as own
from modelport.errors import ModelportError, NotFound
from modelport.platforms.serving import Resource

from .connections import Connections
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
    raise NotFound(
        f"There is no operation {name}.",
        why="It is on none of the endpoints that were asked.",
        fix="Look at its id, the project and the region:",
        command=own.about(name, "operations", "list"),
    )
