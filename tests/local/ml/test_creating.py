"""What ends as FAILED and why, and what is refused before anything is created."""

import pickle
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from local.ml.platform import Cloud
from waiting import until


def failure(cloud: Cloud, files: dict[str, bytes], **fields: Any) -> str:
    """The message of a version that ends as FAILED."""
    cloud.create_model()
    operation = cloud.create_version(cloud.upload(files), **fields)
    version = cloud.version()
    assert version["state"] == "FAILED"
    assert version["errorMessage"] == operation["error"]["message"]
    message: str = version["errorMessage"]
    return message


def test_a_damaged_file_fails_with_the_librarys_reason(cloud: Cloud) -> None:
    message = failure(cloud, {"model.joblib": b"not a model"})
    assert message.startswith(
        'Bad model detected with error: "Failed to load model: Could not load the model: model.job'
    )
    assert message.endswith('(Error code: 0)"')
    traceback = [entry for entry in cloud.log() if "Traceback" in entry["textPayload"]]
    assert traceback[0]["labels"] == {"node": "node-1"}


def test_a_missing_module_is_named(cloud: Cloud) -> None:
    pickled = b"cno_such_module\nThing\n."
    assert "No module named 'no_such_module'" in failure(cloud, {"model.pkl": pickled}, framework="SCIKIT_LEARN")


def test_a_pickle_that_holds_no_model_is_named(cloud: Cloud) -> None:
    assert "Invalid model type detected: dict" in failure(cloud, {"model.pkl": pickle.dumps({"a": 1})})


@pytest.mark.parametrize(
    ("files", "fields", "reason"),
    [
        ({"readme.txt": b"x"}, {}, "Could not find model.joblib, model.pkl or model.bst"),
        ({"readme.txt": b"x"}, {"framework": "SCIKIT_LEARN"}, "Could not find model.joblib or model.pkl"),
        ({"readme.txt": b"x"}, {"framework": "TENSORFLOW"}, "expected to contain exactly one of: [saved_model.pb"),
        ({"model.joblib": b"x", "model.bst": b"x"}, {}, "Multiple model files are found"),
        ({"saved_model.pb": b"x", "model.pkl": b"x"}, {}, "Multiple model files are found"),
        ({"model.bst": b"garbage"}, {}, "Could not load the model: model.bst"),
    ],
)
def test_a_directory_without_its_model_fails(
    cloud: Cloud, files: dict[str, bytes], fields: dict[str, Any], reason: str
) -> None:
    assert reason in failure(cloud, files, **fields)


def test_a_bucket_elsewhere_fails(cloud: Cloud, joblib_file: bytes) -> None:
    cloud.create_model()
    operation = cloud.create_version(cloud.upload({"model.joblib": joblib_file}, location="europe-west4"))
    assert "is in EUROPE-WEST4 and the version is served in us-central1" in operation["error"]["message"]
    operation = cloud.create_version("gs://no-such-bucket-anywhere/m/", name="v2")
    assert "does not exist" in operation["error"]["message"]


def test_too_many_files_fail(cloud: Cloud, joblib_file: bytes) -> None:
    cloud.create_model()
    uri = cloud.upload({"model.joblib": joblib_file})
    bucket = uri.split("/")[2]
    for number in range(1000):
        path = f"/storage/v1/b/{bucket}/o/m%2Fmodel.joblib/copyTo/b/{bucket}/o/m%2F{number}"
        assert cloud.platform.request("POST", path, {})[0] == 200
    assert "exceeds 1000" in cloud.create_version(uri)["error"]["message"]


def test_a_failed_version_must_be_deleted_before_its_name_is_used_again(cloud: Cloud, joblib_file: bytes) -> None:
    failure(cloud, {"model.joblib": b"not a model"})
    with pytest.raises(HttpError) as refused:
        cloud.create_version(cloud.upload({"model.joblib": joblib_file}))
    assert refused.value.status_code == 409
    cloud.finished(cloud.call(cloud.versions.delete(name=f"{cloud.parent}/models/iris/versions/v1")))
    operation = cloud.create_version(cloud.upload({"model.joblib": joblib_file}))
    assert operation["response"]["state"] == "READY"
    assert operation["response"]["isDefault"] is True


def test_a_failed_version_does_not_predict(cloud: Cloud) -> None:
    failure(cloud, {"model.joblib": b"not a model"})
    status, answer = cloud.predict({"instances": [[1]]}, "models/iris/versions/v1")
    assert (status, answer["error"]["status"]) == (400, "FAILED_PRECONDITION")
    assert "FAILED" in answer["error"]["message"]


def test_later_edits_in_the_bucket_change_nothing(cloud: Cloud, joblib_file: bytes, rows: list[list[float]]) -> None:
    cloud.create_model()
    uri = cloud.upload({"model.joblib": joblib_file})
    cloud.create_version(uri)
    before = cloud.predict({"instances": rows})
    bucket = uri.split("/")[2]
    assert cloud.platform.request("DELETE", f"/storage/v1/b/{bucket}/o/m%2Fmodel.joblib")[0] == 204
    cloud.platform.request("POST", f"/upload/storage/v1/b/{bucket}/o?uploadType=media&name=m/model.joblib", b"other")
    assert cloud.predict({"instances": rows}) == before


def test_a_second_version_comes_up_while_the_first_serves(ready: Cloud, joblib_file: bytes) -> None:
    body = {
        "name": "v2", "deploymentUri": ready.upload({"model.joblib": joblib_file}), "runtimeVersion": "2.11",
        "pythonVersion": "3.7",
    }  # fmt: skip
    operation = ready.call(ready.versions.create(parent=f"{ready.parent}/models/iris", body=body))
    assert ready.predict({"instances": [[1, 2, 3, 4]]})[0] == 200
    assert "isDefault" not in ready.finished(operation)["response"]


def test_a_creation_can_be_cancelled(cloud: Cloud) -> None:
    cloud.create_model()
    sleeper = b"cbuiltins\nexec\n(S'import time; time.sleep(3600)'\ntR."
    body = {
        "name": "v1", "deploymentUri": cloud.upload({"model.pkl": sleeper}), "runtimeVersion": "2.11",
        "pythonVersion": "3.7", "labels": {"modelport-trust-pickle": "yes"},
    }  # fmt: skip
    operation = cloud.call(cloud.versions.create(parent=f"{cloud.parent}/models/iris", body=body))
    assert "done" not in operation
    assert cloud.version()["state"] == "CREATING"
    with pytest.raises(HttpError, match="CREATING"):
        cloud.call(cloud.versions.delete(name=f"{cloud.parent}/models/iris/versions/v1"))
    cloud.call(cloud.service.projects().operations().cancel(name=operation["name"]))
    until(lambda: cloud.version()["state"] == "FAILED", "the version has failed")
    finished = cloud.finished(operation)
    assert finished["error"]["code"] == 1
    assert finished["metadata"]["isCancellationRequested"] is True


def test_the_log_tells_the_story(ready: Cloud) -> None:
    texts = [entry["textPayload"] for entry in ready.log()]
    assert texts[0].startswith("staging gs://")
    assert any("runtime 2.11 has scikit-learn 1.0.2; this platform serves with" in text for text in texts)
    assert any("LogisticRegression, served by scikit-learn" in text for text in texts)
    assert texts[-1].endswith("versions/v1 is READY")
