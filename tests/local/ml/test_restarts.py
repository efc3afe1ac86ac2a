"""The platform comes back with what it had."""

import functools
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from local.ml.platform import Cloud, Platform
from waiting import until

Moment = Callable[[Cloud, str], object]
POINTS: tuple[Moment, ...] = (
    lambda cloud, name: True,
    lambda cloud, name: any((cloud.platform.home / "versions").glob("*")),
    lambda cloud, name: "staging" in lines(cloud, name),
    lambda cloud, name: "staged" in lines(cloud, name),
    lambda cloud, name: "loaded in" in lines(cloud, name),
    lambda cloud, name: "is READY" in lines(cloud, name),
)
"""Moments of a version's creation."""
SLEEPER = b"cbuiltins\nexec\n(S'import time; time.sleep(3600)'\ntR."


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_ready_versions_serve_again(
    own_platform: Platform, clouds: Callable[..., Cloud], joblib_file: bytes, number: signal.Signals
) -> None:
    cloud = clouds(on=own_platform)
    cloud.create_model()
    uri = cloud.upload({"model.joblib": joblib_file})
    cloud.create_version(uri)
    before = cloud.version(), cloud.predict({"instances": [[1, 2, 3, 4]]})
    own_platform.restart(number)
    assert cloud.predict({"instances": [[1, 2, 3, 4]]}) == before[1]
    assert {**cloud.version(), "lastUseTime": ""} == {**before[0], "lastUseTime": ""}
    assert cloud.create_version(uri, name="v2")["response"]["state"] == "READY"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_creation_is_taken_up_again(
    own_platform: Platform, clouds: Callable[..., Cloud], joblib_file: bytes, number: signal.Signals
) -> None:
    cloud = clouds(on=own_platform)
    cloud.create_model()
    uri = cloud.upload({"model.pkl": SLEEPER})
    body = {
        "name": "v1", "deploymentUri": uri, "runtimeVersion": "2.11", "pythonVersion": "3.7",
        "labels": {"modelport-trust-pickle": "yes"},
    }  # fmt: skip
    operation = cloud.call(cloud.versions.create(parent=f"{cloud.parent}/models/iris", body=body))
    until(lambda: any("staged" in entry["textPayload"] for entry in cloud.log()), "the files are staged")
    bucket = uri.split("/")[2]
    assert own_platform.request("DELETE", f"/storage/v1/b/{bucket}/o/m%2Fmodel.pkl")[0] == 204
    own_platform.request("POST", f"/upload/storage/v1/b/{bucket}/o?uploadType=media&name=m/model.joblib", joblib_file)
    own_platform.restart(number)
    assert cloud.finished(operation)["response"]["state"] == "READY"
    assert cloud.predict({"instances": [[1, 2, 3, 4]]})[0] == 200


def test_a_kill_at_any_moment_of_creations_loses_none_that_was_acknowledged(
    own_platform: Platform, clouds: Callable[..., Cloud], joblib_file: bytes
) -> None:
    cloud = clouds(on=own_platform)
    cloud.create_model()
    uri = cloud.upload({"model.joblib": joblib_file})
    for point, is_reached in enumerate(POINTS):
        operations = killed_while_creating(cloud, uri, [f"v{point}_{number}" for number in range(3)], is_reached)
        own_platform.start()
        cloud = clouds(on=own_platform)
        assert all("response" in cloud.finished(operation) for operation in operations)
        listed = cloud.call(cloud.versions.list(parent=f"{cloud.parent}/models/iris", pageSize=100)).get("versions", [])
        assert {operation["metadata"]["version"]["name"] for operation in operations} <= {v["name"] for v in listed}
        for version in listed:
            until(functools.partial(serves, cloud, version["name"]), "it serves")


def killed_while_creating(cloud: Cloud, uri: str, names: list[str], is_reached: Moment) -> list[Any]:
    """The acknowledged operations of versions that are created at once, while the platform is killed at a moment."""
    with ThreadPoolExecutor(len(names)) as threads:
        asked = threads.map(lambda name: acknowledged(cloud, uri, name), names)
        until(lambda: is_reached(cloud, names[-1]), "the moment is there")
        cloud.platform.end(signal.SIGKILL)
        return [operation for operation in asked if operation]


def serves(cloud: Cloud, path: str) -> bool:
    return cloud.predict({"instances": [[1, 2, 3, 4]]}, path.removeprefix(f"{cloud.parent}/"))[0] == 200


def acknowledged(cloud: Cloud, uri: str, name: str) -> Any:
    """The operation that creates a version, or None where the platform died before it answered."""
    body = {"name": name, "deploymentUri": uri, "runtimeVersion": "2.11", "pythonVersion": "3.7"}
    try:
        status, operation = cloud.platform.request(
            "POST", f"{cloud.prefix}/v1/{cloud.parent}/models/iris/versions", body
        )
    except (OSError, HTTPException):
        return None
    assert status == 200, operation
    return operation


def lines(cloud: Cloud, name: str) -> str:
    """The log of a version."""
    return "\n".join(entry["textPayload"] for entry in cloud.log(more=f' AND resource.labels.version_id="{name}"'))


def test_nothing_is_left_running_or_lying_about(
    own_platform: Platform, clouds: Callable[..., Cloud], joblib_file: bytes
) -> None:
    cloud = clouds(on=own_platform)
    cloud.create_model()
    cloud.create_version(cloud.upload({"model.joblib": joblib_file}), manualScaling={"nodes": 2})
    staged = own_platform.home / "versions"
    assert len(list(staged.iterdir())) == 1
    children = descendants(own_platform.process.pid)
    assert len(children) >= 2
    cloud.finished(cloud.call(cloud.versions.delete(name=f"{cloud.parent}/models/iris/versions/v1")))
    assert list(staged.iterdir()) == []
    own_platform.end(signal.SIGKILL)
    until(lambda: not any(runs(pid) for pid in children), "zygotes and nodes end with the platform")


def descendants(pid: int) -> list[int]:
    """The processes below a process."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [deeper for child in children for deeper in descendants(child)]


def runs(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_version_that_may_scale_to_zero_starts_with_its_first_request(
    own_platform: Platform, clouds: Callable[..., Cloud], joblib_file: bytes
) -> None:
    cloud = clouds("global", on=own_platform)
    cloud.create_model()
    cloud.create_version(cloud.upload({"model.joblib": joblib_file}))
    own_platform.restart(signal.SIGTERM)
    assert descendants(own_platform.process.pid) == []
    assert cloud.predict({"instances": [[1, 2, 3, 4]]})[0] == 200
    assert len(descendants(own_platform.process.pid)) == 2
