import http.client
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.storage.running import Platform, running
from local.storage.test_uploads import crc32c
from waiting import until


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def create(platform: Platform) -> None:
    platform.call("POST", "/storage/v1/b", {"name": "kept"}, project="project-one")


def files(home: Path) -> set[Path]:
    return {path for path in (home / "storage").rglob("*") if path.is_file() and "storage.db" not in path.name}


def test_what_was_acknowledged_survives_a_kill(home: Path) -> None:
    with running(home) as platform:
        create(platform)
        before = platform.put("kept", "x", b"data").json()
        platform.kill()
        platform.start()
        assert platform.object_call("GET", "kept", "x").json() == before
        assert platform.read("kept", "x").body == b"data"


def test_leftovers_of_a_kill_are_swept_and_contents_are_not(home: Path) -> None:
    with running(home) as platform:
        create(platform)
        platform.put("kept", "x", b"data")
        kept = files(home)
        platform.kill()
        (home / "storage/objects/ab").mkdir(exist_ok=True)
        (home / "storage/objects/ab/abandoned").write_bytes(b"x")
        (home / "storage/incoming/half").write_bytes(b"x")
        platform.start()
        assert files(home) == kept
        assert platform.read("kept", "x").body == b"data"


def test_names_of_objects_never_become_names_of_files(home: Path) -> None:
    with running(home) as platform:
        create(platform)
        platform.put("kept", "../../escaped", b"data")
        platform.put("kept", "/etc/passwd", b"data")
    assert not {"escaped", "passwd"} & {path.name for path in home.parent.rglob("*")}
    assert all(len(path.name) == 32 for path in files(home))


def test_a_file_too_large_for_the_disk_is_refused_and_leaves_nothing(home: Path) -> None:
    platform = Platform(home)
    platform.start(prefix=("bash", "-c", 'ulimit -f 2048; exec "$@"', "bash"))
    try:
        create(platform)
        platform.put("kept", "x", b"before")
        kept = files(home)
        reply = platform.put("kept", "x", os.urandom(6_000_000))
        assert reply.status == 507
        assert "Free some space" in reply.json()["error"]["message"]
        assert files(home) == kept
        assert platform.read("kept", "x").body == b"before"
        assert platform.put("kept", "y", b"small").status == 200
    finally:
        platform.stop()


def test_a_broken_upload_leaves_no_file(home: Path) -> None:
    with running(home) as platform:
        create(platform)
        head = (
            "POST /upload/storage/v1/b/kept/o?uploadType=media&name=x HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {platform.token}\r\nContent-Length: 900000\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", platform.port)) as connection:
            connection.sendall(head.encode() + b"x" * 500_000)
            until(lambda: bool(files(home)))
        until(lambda: not files(home))
        assert platform.object_call("GET", "kept", "x").status == 404


def test_a_kill_in_the_middle_of_many_uploads_loses_nothing_acknowledged(home: Path) -> None:
    acknowledged: dict[str, bytes] = {}
    dead = threading.Event()

    def upload(worker: int) -> None:
        number = 0
        while not dead.is_set():
            name, data = f"{worker}/{number % 5}", os.urandom(20_000 + number)
            try:
                reply = platform.put("kept", name, data, **({} if number < 5 else {"ifGenerationNotMatch": "0"}))
            except (OSError, http.client.HTTPException):
                uncertain.add(name)
                return
            assert reply.status == 200
            acknowledged[name] = data
            number += 1

    uncertain: set[str] = set()
    with running(home) as platform:
        create(platform)
        with ThreadPoolExecutor(6) as pool:
            workers = [pool.submit(upload, worker) for worker in range(6)]
            until(lambda: len(acknowledged) >= 30)
            platform.kill()
            dead.set()
            for worker in workers:
                worker.result()
        platform.start()
        for name, data in acknowledged.items():
            body = platform.read("kept", name).body
            assert body == data or name in uncertain
            blob = platform.object_call("GET", "kept", name).json()
            assert (int(blob["size"]), blob["crc32c"]) == (len(body), crc32c(body))
        assert len(files(home)) == len(platform.call("GET", "/storage/v1/b/kept/o").json()["items"])
