"""What else a project has: a model of the same name on other endpoints, and how much of its quotas is used."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...request import DeploymentRequest
from ...seen import Used

if TYPE_CHECKING:
    from ...inventory.connections import Connections
    from ...inventory.fetch import Batch

SECONDS = 5.0
"""What has not answered by then is not waited for."""
_UNDER_WAY = {"CREATING", "DELETING"}


def elsewhere(request: DeploymentRequest) -> tuple[str, ...]:
    """The other endpoints that have a model of the request's name, as far as they answer; sorted, `global` last."""
    from ...inventory.connections import places
    from ...inventory.fetch import Listed

    with _connected(request) as connections:
        others = [place for place in places(connections.session) if place != request.region_on_wire]
        found = {one.region for one in _fetched(connections, others, request.model.name) if isinstance(one, Listed)}
    return tuple(sorted(found, key=lambda place: (place == "global", place)))


def used(request: DeploymentRequest) -> Used | None:
    """What the project has on the request's endpoint; None where that was not answered in full."""
    from ...inventory.fetch import Listed, PlaceFinished

    with _connected(request) as connections:
        batches = list(_fetched(connections, [request.region_on_wire]))
    pages = [one for one in batches if isinstance(one, Listed)]
    if not any(isinstance(one, PlaceFinished) for one in batches) or len(batches) > len(pages) + 1:
        return None
    states = [str(version.get("state")) for page in pages for version in page.versions]
    models = {str(page.model.get("name")) for page in pages}
    return Used(len(models), len(states), sum(state in _UNDER_WAY for state in states))


@contextmanager
def _connected(request: DeploymentRequest) -> Iterator[Connections]:
    from ...inventory.connections import Connections
    from ...platforms.session import open_session

    connections = Connections(open_session(request.target, request.region_on_wire))
    try:
        yield connections
    finally:
        connections.close()


def _fetched(connections: Connections, regions: Sequence[str], model: str = "") -> Iterator[Batch]:
    """What these endpoints answer in time, all asked at once."""
    from ...inventory.fetch import fetch

    late = threading.Event()
    timer = threading.Timer(SECONDS, late.set)
    timer.daemon = True
    timer.start()
    try:
        yield from fetch(connections, regions, model, late)
    finally:
        timer.cancel()
