import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelport_local.storage.commits import Commits
from modelport_local.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path)
    yield store
    store.close()


async def test_everybody_who_waits_for_a_commit_is_served(store: Store) -> None:
    await asyncio.gather(*(store.commits.forced() for _ in range(50)))
    waiting = asyncio.ensure_future(store.commits.forced())
    await asyncio.sleep(0)
    await store.commits.forced()
    await waiting


async def test_somebody_who_stops_waiting_does_not_stop_the_others(store: Store) -> None:
    first, second = (asyncio.ensure_future(store.commits.forced()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await second
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_log_that_cannot_be_forced_is_an_error_each_time(tmp_path: Path) -> None:
    commits = Commits(tmp_path / "nowhere.db")
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            await commits.forced()
