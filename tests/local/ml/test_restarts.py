"""The platform comes back with what it had."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from local.ml.platform import Cloud, Platform, until

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
