from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from modelport_local.http.messages import HttpError
from modelport_local.storage.hashes import Announced
from modelport_local.storage.inputs import BucketInput
from modelport_local.storage.objects import Target
from modelport_local.storage.reader import BucketInfo
from modelport_local.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "storage")
    store.buckets.insert("project-one", BucketInput(name="models", location="europe-west1"))
    yield store
    store.close()


async def put(store: Store, name: str, data: bytes) -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield data

    await store.receive(Target("models", name, {}), Announced(), stream())


async def test_it_lists_what_is_below_a_prefix(store: Store) -> None:
    for name in ("m/v1/model.joblib", "m/v1/a", "m/v10/model.joblib", "m"):
        await put(store, name, b"x" * len(name))
    assert store.reader.list("models", "m/v1/") == [("m/v1/a", 6), ("m/v1/model.joblib", 17)]
    assert len(store.reader.list("models", "")) == 4
    assert store.reader.list("none", "") == []


def test_it_describes_buckets(store: Store) -> None:
    info = store.reader.bucket("models")
    assert info is not None
    assert info == BucketInfo("models", "EUROPE-WEST1", info.project_number)
    assert store.reader.bucket("none") is None


async def test_a_copy_stays_when_its_object_changes_or_goes(store: Store, tmp_path: Path) -> None:
    await put(store, "x", b"first")
    store.reader.copy_to("models", "x", tmp_path / "copy")
    await put(store, "x", b"second")
    store.objects.delete(Target("models", "x", {}), None)
    assert (tmp_path / "copy").read_bytes() == b"first"


async def test_a_copy_of_nothing_and_over_something_are_errors(store: Store, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        store.reader.copy_to("models", "x", tmp_path / "copy")
    await put(store, "x", b"data")
    (tmp_path / "copy").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        store.reader.copy_to("models", "x", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"mine"


async def test_it_may_be_used_from_any_thread(store: Store) -> None:
    await put(store, "x", b"data")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: store.reader.list("models", ""), range(50)))
    assert found == [[("x", 4)]] * 50


async def test_a_refused_upload_leaves_no_file(store: Store, tmp_path: Path) -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield b"data"

    with pytest.raises(HttpError):
        await store.receive(Target("models", "x", {}), Announced(md5="d3Jvbmc="), stream())
    assert not any(path.is_file() for path in (tmp_path / "storage/incoming").iterdir())
