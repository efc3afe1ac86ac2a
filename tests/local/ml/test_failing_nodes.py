"""A version whose nodes die tells so itself, and costs no other version anything."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from local.ml.platform import Cloud, Platform
from local.ml.sdists import sdist
from waiting import until

SOURCE = b"""
import os
class Fragile:
    from_path = classmethod(lambda cls, model_dir: cls())
    def predict(self, instances, **kwargs):
        if kwargs.get("exit"):
            os._exit(7)
        return [os.getpid() for _ in instances]
"""


@pytest.fixture
def fragile(clouds: Callable[..., Cloud], joblib_file: bytes) -> Cloud:
    """A version `v1` that ends its node when it is told to, and a version `sound`."""
    cloud = clouds("global")
    cloud.create_model()
    uri = cloud.upload({"model.joblib": joblib_file, "mine-0.1.tar.gz": sdist({"setup.py": b"", "fragile.py": SOURCE})})
    package = f"{uri}mine-0.1.tar.gz"
    assert "response" in cloud.create_version(uri, packageUris=[package], predictionClass="fragile.Fragile")
    assert "response" in cloud.create_version(uri, "sound")
    return cloud


def test_the_version_tells_what_its_node_died_of_and_goes_on(fragile: Cloud) -> None:
    first = fragile.predict({"instances": [[1]]})[1]["predictions"]
    status, answer = fragile.predict({"instances": [[1]], "exit": True})
    assert (status, "ended without an answer" in answer["error"]) == (503, True)
    until(lambda: "ended with exit code 7" in fragile.version().get("errorMessage", ""), "the version tells")
    assert fragile.version()["state"] == "READY"
    assert fragile.predict({"instances": [[1]]})[1]["predictions"] != first
    assert "errorMessage" not in fragile.version("sound")
    assert fragile.predict({"instances": [[1, 2, 3, 4]]}, "models/iris/versions/sound")[0] == 200


def test_a_version_without_any_node_is_failed_until_there_is_one(
    own_platform: Platform, clouds: Callable[..., Cloud], joblib_file: bytes
) -> None:
    cloud = clouds(on=own_platform)
    cloud.create_model()
    cloud.create_version(cloud.upload({"model.joblib": joblib_file}))
    staged = next((own_platform.home / "versions").glob("*/model/model.joblib"))
    staged.unlink()
    os.kill(node_of(own_platform), signal.SIGKILL)
    until(lambda: cloud.version()["state"] == "FAILED", "the version tells")
    assert "A node could not be started" in cloud.version()["errorMessage"]
    listed = cloud.call(cloud.versions.list(parent=f"{cloud.parent}/models/iris", filter="state=FAILED"))
    assert len(listed["versions"]) == 1
    staged.write_bytes(joblib_file)
    until(lambda: cloud.version()["state"] == "READY", "a node is there again")
    assert cloud.predict({"instances": [[1, 2, 3, 4]]})[0] == 200


def node_of(platform: Platform) -> int:
    """The process of the platform's only node."""
    (zygote,) = children(platform.process.pid)
    (node,) = children(zygote)
    return node


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
