"""SIGKILL in the middle of deletions and patches of models and versions."""

import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any

import pytest

from local.ml.platform import Cloud, Platform
from waiting import until

DELETED = ("v2", "v3", "v4")


class Changes:
    """Changes at once; what was acknowledged, by kind, in order."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.path = f"{cloud.prefix}/v1/{cloud.parent}/models"
        self.operations: list[str] = []
        self.done: dict[str, int] = {}
        self.dead = threading.Event()

    def ask(self, kind: str, method: str, path: str, body: dict[str, Any] | None = None) -> bool:
        """Whether the platform lived to answer."""
        try:
            status, answer = self.cloud.platform.request(method, self.path + path, body or b"")
        except (OSError, HTTPException):
            return False
        assert status == 200, answer
        self.done[kind] = self.done.get(kind, 0) + 1
        if "/operations/" in answer["name"]:
            self.operations.append(answer["name"])
        return True

    def repeat(self, change: Callable[[int], bool]) -> None:
        number = 0
        while not self.dead.is_set() and change(number):
            number += 1

    def delete_versions(self) -> None:
        for name in DELETED:
            if not self.ask("version", "DELETE", f"/iris/versions/{name}"):
                return

    def patch_version(self, number: int) -> bool:
        scaling = {"minNodes": 1, "maxNodes": 1 + number % 3}
        body = {"description": f"d{number}", "labels": {"n": str(number)}, "autoScaling": scaling}
        mask = "description,labels,autoScaling.minNodes,autoScaling.maxNodes"
        return self.ask("patch", "PATCH", f"/iris/versions/v1?updateMask={mask}", body)

    def patch_model(self, number: int) -> bool:
        body = {"description": f"d{number}", "labels": {"n": str(number)}}
        return self.ask("model patch", "PATCH", "/iris?updateMask=description,labels", body)

    def model(self, number: int) -> bool:
        """Creates and deletes in turn."""
        if number % 2:
            return self.ask("model", "DELETE", f"/m{number // 2}")
        return self.ask("model", "POST", "", {"name": f"m{number // 2}"})


@pytest.mark.parametrize("acknowledged", [1, 8, 20])
def test_a_kill_leaves_each_change_done_or_not_begun(
    own_platform: Platform, clouds: Callable[..., Cloud], joblib_file: bytes, acknowledged: int
) -> None:
    cloud = clouds(on=own_platform)
    cloud.create_model()
    uri = cloud.upload({"model.joblib": joblib_file})
    for name in ("v1", *DELETED):
        assert "response" in cloud.create_version(uri, name=name)
    changes = Changes(cloud)
    with ThreadPoolExecutor(4) as threads:
        working = [threads.submit(changes.repeat, change) for change in
                   (changes.patch_version, changes.patch_model, changes.model)]  # fmt: skip
        working.append(threads.submit(changes.delete_versions))
        until(lambda: sum(changes.done.values()) >= acknowledged, "some changes are acknowledged")
        own_platform.end(signal.SIGKILL)
        changes.dead.set()
    for work in working:
        work.result()
    own_platform.start()
    check(changes, clouds(on=own_platform))


def check(changes: Changes, cloud: Cloud) -> None:
    done = changes.done
    check_versions(done.get("version", 0), cloud)
    version, model = cloud.version(), cloud.call(cloud.models.get(name=f"{cloud.parent}/models/iris"))
    for kind, resource in (("patch", version), ("model patch", model)):
        number = int(resource.get("labels", {"n": -1})["n"])
        assert number + 1 in (done.get(kind, 0), done.get(kind, 0) + 1)
        assert resource.get("description", "d-1") == f"d{number}"
    most = version.get("autoScaling", {}).get("maxNodes")
    assert most == (1 + int(version["labels"]["n"]) % 3 if "labels" in version else None)
    check_models(done.get("model", 0), cloud)
    for name in changes.operations:
        assert cloud.call(cloud.service.projects().operations().get(name=name))["done"]
    listed = cloud.call(cloud.service.projects().operations().list(name=cloud.parent, pageSize=100))["operations"]
    assert all(operation.get("done") for operation in listed)


def check_versions(deleted: int, cloud: Cloud) -> None:
    listed = cloud.call(cloud.versions.list(parent=f"{cloud.parent}/models/iris"))["versions"]
    names = [version["name"].rpartition("/")[2] for version in listed]
    assert names in (["v1", *DELETED[deleted:]], ["v1", *DELETED[deleted + 1 :]])
    for name in names:
        path = f"models/iris/versions/{name}"
        assert cloud.predict({"instances": [[1, 2, 3, 4]]}, path)[0] == 200
    assert len(list((cloud.platform.home / "versions").iterdir())) == len(names)


def check_models(done: int, cloud: Cloud) -> None:
    listed = cloud.call(cloud.models.list(parent=cloud.parent))["models"]
    names = [model["name"].rpartition("/")[2] for model in listed if not model["name"].endswith("/iris")]
    assert names in ([], [f"m{done // 2}"])
