"""Connections follow an embedded platform that was started anew elsewhere."""

import socket

import pytest

from modelport.errors import Unreachable
from modelport.inventory.observe import growing
from modelport.inventory.traffic import read_traffic
from modelport.platforms.local import LocalPlatform

from .conftest import ELSEWHERE, REGION, Deployed


def started_elsewhere(platform: LocalPlatform) -> str:
    """Starts a stopped platform at a port that is free, and gives its URL."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return platform.start(port).url


def test_a_platform_that_was_started_at_another_port_is_asked_there(deployed: Deployed, home: LocalPlatform) -> None:
    connections = deployed.connections
    row, before = deployed.row("v1"), connections.session.local_url
    home.stop()
    with connections.borrowed(REGION) as serving, pytest.raises(Unreachable):
        serving.find_version(row.path)
    after = started_elsewhere(home)
    assert after != before
    assert deployed.row("v1") == row
    assert connections.at(ELSEWHERE).logging_url == connections.session.storage_url == after
    assert read_traffic(connections.at(REGION), row, 3).calls == 0
    *_, seen = growing(connections, (REGION, ELSEWHERE))
    assert not seen.failures
    assert len(seen.rows) == 3


def test_a_client_that_is_lent_while_the_platform_moves_is_not_lent_again(
    deployed: Deployed, home: LocalPlatform
) -> None:
    connections = deployed.connections
    with connections.borrowed(REGION) as serving:
        home.stop()
        started_elsewhere(home)
        assert deployed.row("v1")
    with connections.borrowed(REGION) as other:
        assert other is not serving
        assert other.find_version(deployed.path("v1"))
