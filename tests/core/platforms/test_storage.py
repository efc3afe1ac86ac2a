"""Cloud Storage against the running platform."""

import itertools
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import joblib
import pytest
from sklearn.linear_model import LinearRegression

from modelport.artifacts import inspect_tree
from modelport.errors import AlreadyExists, ArtifactError, NotFound, PlatformError
from modelport.home import uploads_home
from modelport.platforms.bucket_tree import BucketTree
from modelport.platforms.local import LocalPlatform
from modelport.platforms.reading import CountingReader, crc32c_of
from modelport.platforms.session import Session
from modelport.platforms.storage import StorageClient

COUNTER = itertools.count()


@pytest.fixture
def storage(session: Session) -> Iterator[StorageClient]:
    client = StorageClient(session)
    yield client
    client.close()


@pytest.fixture
def bucket(storage: StorageClient) -> str:
    return storage.create_bucket(f"test-storage-{next(COUNTER)}", "us-central1").name


def put(storage: StorageClient, path: Path, bucket: str, name: str, replaces: int = 0) -> list[int]:
    heard: list[int] = []
    reader = CountingReader(path, heard.append, lambda: None)
    try:
        storage.upload(reader, bucket, name, replaces)
    finally:
        reader.close()
    return heard


@pytest.mark.parametrize("size", [0, 1, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1, 20_000_000])
def test_what_was_uploaded_is_what_was_on_disk(storage: StorageClient, bucket: str, tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes((bytes(range(251)) * (size // 251 + 1))[:size])
    heard = put(storage, path, bucket, "a dir/é % #?.bin")
    assert heard == sorted(heard)
    assert storage.read(bucket, "a dir/é % #?.bin") == path.read_bytes()
    (found,) = storage.objects(bucket, "a dir/")
    assert (found.size, found.crc32c) == (size, crc32c_of(path, lambda: None))


def test_an_object_is_replaced_only_where_its_generation_is_known(
    storage: StorageClient, bucket: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_text("1")
    put(storage, path, bucket, "x")
    path.write_text("2")
    with pytest.raises(PlatformError):
        put(storage, path, bucket, "x")
    found = storage.find_object(bucket, "x")
    assert found is not None
    put(storage, path, bucket, "x", found.generation)
    assert storage.read(bucket, "x") == b"2"


def test_stopping_in_the_middle_leaves_no_object(storage: StorageClient, bucket: str, tmp_path: Path) -> None:
    path, stop = tmp_path / "file", threading.Event()
    path.write_bytes(bytes(30_000_000))

    def check() -> None:
        if stop.is_set():
            raise KeyboardInterrupt

    reader = CountingReader(path, lambda done: stop.set() if done else None, check)
    with pytest.raises(KeyboardInterrupt):
        storage.upload(reader, bucket, "x")
    reader.close()
    assert list(storage.objects(bucket, "")) == []


def test_a_file_that_shrinks_while_it_is_sent_makes_no_object(
    storage: StorageClient, bucket: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(20_000_000))

    def shorten(done: int) -> None:
        if done:
            path.write_bytes(b"short")

    reader = CountingReader(path, shorten, lambda: None)
    with pytest.raises(ArtifactError, match="changed"):
        storage.upload(reader, bucket, "x")
    reader.close()
    assert list(storage.objects(bucket, "")) == []


def test_bucket_names_are_unique(storage: StorageClient, bucket: str) -> None:
    assert storage.find_bucket(f"{bucket}-free") is None
    with pytest.raises(AlreadyExists) as caught:
        storage.create_bucket(bucket, "us-central1")
    assert caught.value.fix


def test_a_bucket_tells_its_location(storage: StorageClient, bucket: str) -> None:
    found = next(each for each in storage.buckets() if each.name == bucket)
    assert (found.location, found.location_type) == ("US-CENTRAL1", "region")


def test_objects_of_a_missing_bucket_are_not_found(storage: StorageClient) -> None:
    with pytest.raises(NotFound):
        list(storage.objects("no-such-bucket-here", ""))


def test_granting_twice_adds_nothing(storage: StorageClient, bucket: str) -> None:
    member = "serviceAccount:service-1@cloud-ml.google.com.iam.gserviceaccount.com"
    assert storage.grant(bucket, member, ("roles/storage.objectViewer",))
    assert not storage.grant(bucket, member, ("roles/storage.objectViewer",))
    assert storage.grant(bucket, member, ("roles/storage.objectViewer", "roles/storage.legacyBucketReader"))


def test_a_model_in_a_bucket_is_inspected_where_it_lies(
    session: Session, storage: StorageClient, bucket: str, tmp_path: Path
) -> None:
    path = tmp_path / "model.joblib"
    joblib.dump(LinearRegression().fit([[0.0], [1.0]], [0.0, 1.0]), path)
    put(storage, path, bucket, "iris/v1/model.joblib")
    for source in (f"gs://{bucket}/iris/v1/", f"gs://{bucket}/iris/v1", f"gs://{bucket}/iris/v1/model.joblib"):
        tree = BucketTree(session, source)
        report = inspect_tree(tree, source)
        tree.close()
        assert report.framework == "SCIKIT_LEARN"
        assert report.root == f"gs://{bucket}/iris/v1"
        assert [file.path for file in report.files] == ["model.joblib"]


def test_an_empty_directory_of_a_bucket_is_named(session: Session, bucket: str) -> None:
    tree = BucketTree(session, f"gs://{bucket}/nothing")
    with pytest.raises(ArtifactError, match="nothing"):
        tree.files()
    tree.close()


def test_a_file_in_a_bucket_is_read_piece_by_piece(
    session: Session, storage: StorageClient, bucket: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(os.urandom(3_000_000))
    put(storage, path, bucket, "dir/file")
    with closing(BucketTree(session, f"gs://{bucket}/dir")) as tree:
        with tree.open("file") as there, path.open("rb") as here:
            for offset, whence, size in ((0, 0, 10), (2_000_000, 0, 900_000), (-5, 2, 100), (-100, 1, 50), (0, 0, -1)):
                assert there.seek(offset, whence) == here.seek(offset, whence)
                assert there.read(size) == here.read(size)
        with tree.open("nothing") as missing, pytest.raises(NotFound, match=f"gs://{bucket}/dir/nothing"):
            missing.read(1)


@pytest.fixture
def cut_off(storage: StorageClient, bucket: str, session: Session, tmp_path: Path) -> Path:
    """A file of which a process that was killed had sent 16 MiB to the object `large`."""
    path = tmp_path / "large"
    path.write_bytes(os.urandom(1024) * 1024 * 40)
    code = f"""
import os, signal
from pathlib import Path
from modelport.platforms.reading import CountingReader
from modelport.platforms.session import open_session
from modelport.platforms.storage import StorageClient
from modelport.request import Target
def heard(done):
    if done >= 16 * 1024 * 1024:
        os.kill(os.getpid(), signal.SIGKILL)
storage = StorageClient(open_session(Target("local", "test-project"), "global"))
storage.upload(CountingReader(Path({str(path)!r}), heard, lambda: None), {bucket!r}, "large")
"""
    killed = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert list(storage.objects(bucket, "")) == []
    return path


def test_a_large_file_goes_on_where_a_killed_process_left_it(
    storage: StorageClient, bucket: str, cut_off: Path
) -> None:
    heard = put(storage, cut_off, bucket, "large")
    assert heard[0] == 16 * 1024 * 1024
    assert storage.read(bucket, "large") == cut_off.read_bytes()
    assert not [path for path in uploads_home().iterdir() if "large" in path.read_text()]


def test_a_session_is_readable_by_its_user_alone(cut_off: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in uploads_home().iterdir()} == {0o600}


def test_a_file_that_changed_since_is_sent_from_its_beginning(
    storage: StorageClient, bucket: str, cut_off: Path
) -> None:
    cut_off.write_bytes(bytes(20_000_000))
    assert put(storage, cut_off, bucket, "large")[0] == 0
    assert storage.read(bucket, "large") == cut_off.read_bytes()


def test_a_session_that_has_ended_is_begun_anew(storage: StorageClient, bucket: str, cut_off: Path) -> None:
    for path in uploads_home().iterdir():
        path.write_text(re.sub("upload_id=[^&]*", "upload_id=ended", path.read_text()))
    assert put(storage, cut_off, bucket, "large")[0] == 0
    assert storage.read(bucket, "large") == cut_off.read_bytes()


def test_a_large_file_does_not_fill_the_memory(
    storage: StorageClient, bucket: str, session: Session, platform: LocalPlatform, tmp_path: Path
) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(150 * 1024 * 1024)
    code = f"""
from pathlib import Path
from modelport.platforms.reading import CountingReader
from modelport.platforms.session import open_session
from modelport.platforms.storage import StorageClient
from modelport.request import Target
storage = StorageClient(open_session(Target("local", "test-project"), "global"))
peak = lambda: int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
before = peak()
storage.upload(CountingReader(Path({str(path)!r}), lambda done: None, lambda: None), {bucket!r}, "large")
print("kilobytes", peak() - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    kilobytes = re.search(r"kilobytes (\d+)", done.stdout)
    assert kilobytes is not None
    assert int(kilobytes[1]) < 64 * 1024
