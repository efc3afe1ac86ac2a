"""One platform for the contract tests of a process."""

from collections.abc import Iterator

import pytest

from modelport.platforms.local import LocalPlatform


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    running = LocalPlatform(tmp_path_factory.mktemp("contracts"))
    running.start()
    yield running
    running.stop()
