"""SIGKILL in the middle of changes: each is done wholly or not at all, and no acknowledged one is lost."""

import http.client
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.storage.running import Platform, Reply, running
from local.storage.test_durability import files
from local.storage.test_uploads import crc32c
from waiting import until

A, B = os.urandom(300_000), os.urandom(200_000)
BUCKETS, OBJECTS = "/storage/v1/b", "/storage/v1/b/kept/o"


class Changes:
    """Changes of several kinds at once; `done` tells how many of a kind were acknowledged, one after the other."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.done: dict[str, int] = {}
        self.dead = threading.Event()

    @property
    def acknowledged(self) -> int:
        return sum(self.done.values())

    def repeat(self, kind: str, change: Callable[[int], Reply]) -> None:
        """Change after change, until the platform is dead."""
        self.done[kind] = 0
        while not self.dead.is_set():
            try:
                reply = change(self.done[kind])
            except (OSError, http.client.HTTPException):
                return
            assert reply.status in (200, 204), reply.body
            self.done[kind] += 1

    def rewrite(self, number: int) -> Reply:
        return self.platform.call("POST", f"{OBJECTS}/a/rewriteTo/b/kept/o/rewrite-{number}", {})

    def copy(self, number: int) -> Reply:
        return self.platform.call("POST", f"{OBJECTS}/a/copyTo/b/kept/o/copy-over", {"metadata": {"n": str(number)}})

    def compose(self, number: int) -> Reply:
        body = {"sourceObjects": [{"name": "a"}, {"name": "b"}]}
        return self.platform.call("POST", f"{OBJECTS}/compose-{number}/compose", body)

    def move(self, number: int) -> Reply:
        return self.platform.call("POST", f"{OBJECTS}/move-{number}/moveTo/o/move-{number + 1}")

    def patch(self, number: int) -> Reply:
        return self.platform.call("PATCH", f"{OBJECTS}/patched", {"metadata": {"n": str(number), "m": str(number)}})

    def delete(self, number: int) -> Reply:
        """Puts and deletes in turn."""
        name = f"delete-{number // 2}"
        return self.platform.object_call("DELETE", "kept", name) if number % 2 else self.platform.put("kept", name, B)

    def bucket(self, number: int) -> Reply:
        """Creates, changes and deletes in turn."""
        name = f"bucket-{number // 3}"
        match number % 3:
            case 0:
                return self.platform.call("POST", BUCKETS, {"name": name}, project="project-one")
            case 1:
                return self.platform.call("PATCH", f"{BUCKETS}/{name}", {"labels": {"a": "1", "b": "1"}})
        return self.platform.call("DELETE", f"{BUCKETS}/{name}")


@pytest.mark.parametrize("acknowledged", [1, 10, 25, 60, 120])
def test_a_kill_leaves_each_change_done_or_not_begun(tmp_path: Path, acknowledged: int) -> None:
    with running(tmp_path / "home") as platform:
        platform.call("POST", BUCKETS, {"name": "kept"}, project="project-one")
        for name, data in (("a", A), ("b", B), ("patched", B), ("move-0", B)):
            platform.put("kept", name, data)
        changes = Changes(platform)
        kinds = ("rewrite", "copy", "compose", "move", "patch", "delete", "bucket")
        with ThreadPoolExecutor(len(kinds)) as threads:
            working = [threads.submit(changes.repeat, kind, getattr(changes, kind)) for kind in kinds]
            until(lambda: changes.acknowledged >= acknowledged)
            platform.kill()
            changes.dead.set()
        for work in working:
            work.result()
        platform.start()
        check_objects(changes)
        check_buckets(changes)
        until(lambda: len(files(platform.home)) == len(listed(platform)))


def listed(platform: Platform) -> dict[str, dict[str, object]]:
    return {item["name"]: item for item in platform.call("GET", OBJECTS, maxResults="1000").json()["items"]}


def check_objects(changes: Changes) -> None:
    found, done, platform = listed(changes.platform), changes.done, changes.platform
    contents = {"rewrite": A, "copy": A, "compose": A + B}
    for name in found:
        body, kind = platform.read("kept", name).body, name.partition("-")[0]
        assert body == contents.get(kind, A if name == "a" else B), name
        assert found[name]["crc32c"] == crc32c(body)
    for kind in ("rewrite", "compose"):
        names = {name for name in found if name.startswith(kind)}
        assert {f"{kind}-{number}" for number in range(done[kind])} <= names
        assert len(names) <= done[kind] + 1
    [moved] = [name for name in found if name.startswith("move")]
    assert moved in (f"move-{done['move']}", f"move-{done['move'] + 1}")
    left = [name for name in found if name.startswith("delete")]
    expected = [f"delete-{done['delete'] // 2}"]
    assert left in ([[], expected] if done["delete"] % 2 == 0 else [expected, []])
    check_patched(found, done)


def check_patched(found: dict[str, dict[str, object]], done: dict[str, int]) -> None:
    numbers = [{"n": str(number), "m": str(number)} for number in (done["patch"] - 1, done["patch"])]
    assert found["patched"].get("metadata", numbers[0]) in numbers
    if done["copy"]:
        assert found["copy-over"]["metadata"] in [{"n": str(number)} for number in (done["copy"] - 1, done["copy"])]


def check_buckets(changes: Changes) -> None:
    done = changes.done["bucket"]
    number, step = divmod(done, 3)
    found = changes.platform.call("GET", BUCKETS, project="project-one", prefix="bucket-").json().get("items", [])
    states = [(bucket["name"], bucket.get("labels")) for bucket in found]
    name, labels = f"bucket-{number}", {"a": "1", "b": "1"}
    after = {0: [], 1: [(name, None)], 2: [(name, labels)], 3: []}
    assert states in (after[step], after[step + 1])
