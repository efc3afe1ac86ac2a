"""An endpoint that accepts calls and never answers: everything else goes on."""

import dataclasses
import threading
from collections.abc import Iterator

import pytest

from modelport.inventory.connections import Connections
from modelport.inventory.observe import Snapshot, observe
from modelport.inventory.operation_watch import observe_operations
from modelport.platforms.local import LocalPlatform
from silent_endpoint import SilentEndpoint, silent_endpoint

from .conftest import ELSEWHERE, REGION, Deployed


@pytest.fixture
def endpoint(deployed: Deployed) -> Iterator[SilentEndpoint]:
    """A way to the platform of the versions."""
    with silent_endpoint(LocalPlatform().url()) as opened:
        yield opened


@pytest.fixture
def through(deployed: Deployed, endpoint: SilentEndpoint) -> Iterator[Connections]:
    """Connections that go that way."""
    url = endpoint.url
    session = dataclasses.replace(deployed.connections.session, local_url=url, storage_url=url, logging_url=url)
    connections = Connections(session)
    yield connections
    connections.close()


def test_others_are_seen_again_and_again_and_the_silent_one_is_asked_once_until_it_answers(
    deployed: Deployed, endpoint: SilentEndpoint, through: Connections
) -> None:
    stop, wake, focused = threading.Event(), threading.Event(), threading.Event()
    states = observe(through, [REGION, ELSEWHERE], stop, wake=wake, focused=focused)
    before = complete(states)
    assert len(before.rows) == 3
    endpoint.silent = f"/regions/{ELSEWHERE}/"
    through.close()  # connections that are open have got through
    wake.set()
    first = complete(states)
    threads = threading.active_count()
    with deployed.connections.borrowed(REGION) as serving:
        serving.update_version(deployed.path("v2"), {"description": "new"}, ["description"])
    for _ in range(5):
        wake.set()
        last = complete(states)
    assert [each.rows.keys() for each in (first, last)] == [before.rows.keys()] * 2
    assert last.rows[f"{REGION} {deployed.path('v2')}"].description == "new"
    assert list(last.failures) == list(last.last_seen) == [ELSEWHERE]
    assert last.failures[ELSEWHERE].summary == "No answer yet."
    assert (endpoint.held, threading.active_count()) == (1, threads)
    endpoint.speak()
    assert complete(states).failures == {}  # nobody has woken it: the late answer is shown when it comes
    stop.set()


def test_operations_of_the_others_are_seen(deployed: Deployed, endpoint: SilentEndpoint, through: Connections) -> None:
    stop, wake, focused = threading.Event(), threading.Event(), threading.Event()
    endpoint.silent = f"/regions/{ELSEWHERE}/"
    for seen in observe_operations(through, [REGION, ELSEWHERE], stop, wake=wake, focused=focused):
        if seen.is_complete:
            stop.set()
    assert {row.region for row in seen.rows.values()} == {REGION}
    assert (list(seen.failures), seen.last_seen) == ([ELSEWHERE], {})


def complete(states: Iterator[Snapshot]) -> Snapshot:
    """The next complete one."""
    return next(each for each in states if each.is_complete)
