"""One platform for all storage tests of a process; each test has its own bucket."""

import itertools
from collections.abc import Iterator

import pytest

from local.storage.running import Platform, running

_numbers = itertools.count()


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with running(tmp_path_factory.mktemp("platform") / "home") as platform:
        yield platform
        assert "Traceback" not in platform.log


@pytest.fixture
def bucket(platform: Platform) -> str:
    name = f"bucket-{next(_numbers)}"
    reply = platform.call("POST", "/storage/v1/b", {"name": name}, project="project-one")
    assert reply.status == 200, reply.body
    return name
