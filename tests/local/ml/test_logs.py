"""Version logs through `entries:list`."""

from typing import Any

import pytest

from local.ml.platform import Cloud


def entries(cloud: Cloud, **body: Any) -> tuple[int, dict[str, Any]]:
    return cloud.platform.request("POST", "/v2/entries:list", {"resourceNames": [cloud.parent]} | body)


def test_an_entry_has_cloud_loggings_shape(ready: Cloud) -> None:
    entry = ready.log()[0]
    assert entry["resource"] == {
        "type": "cloudml_model_version",
        "labels": {"project_id": ready.project, "model_id": "iris", "version_id": "v1", "region": "us-central1"},
    }
    assert entry["logName"].startswith(f"{ready.parent}/logs/")
    assert entry["severity"] == "INFO"
    assert entry["timestamp"].endswith("Z")


def test_pages_in_both_directions_hold_every_entry_once(ready: Cloud) -> None:
    everything = [entry["insertId"] for entry in ready.log()]
    assert len(everything) > 4
    for order, expected in (("timestamp asc", everything), ("timestamp desc", everything[::-1])):
        found: list[str] = []
        token = ""
        while token or not found:
            _, page = entries(ready, orderBy=order, pageSize=2, pageToken=token)
            found += [entry["insertId"] for entry in page["entries"]]
            token = page.get("nextPageToken", "")
        assert found == expected


def test_time_severity_and_text_can_be_asked_for(ready: Cloud) -> None:
    every = ready.log()
    later = ready.log(more=f' AND timestamp>="{every[2]["timestamp"]}"')
    assert [entry["insertId"] for entry in later] == [entry["insertId"] for entry in every[2:]]
    assert all(entry["severity"] == "WARNING" for entry in ready.log(more=" AND severity>=WARNING"))
    assert len(ready.log(more=' AND textPayload:"is READY"')) == 1
    assert len(ready.log(more=' resource.labels.version_id="v1"')) == len(every)
    assert ready.log(more=' AND resource.labels.version_id="v2"') == []


def test_other_projects_are_not_shown(ready: Cloud) -> None:
    assert entries(ready, resourceNames=["projects/another-one"])[1] == {}


@pytest.mark.parametrize(
    "body",
    [
        {"filter": "timestamp >= yesterday"},
        {"filter": "((("},
        {"filter": 'textPayload=~"("'},
        {"orderBy": "name"},
        {"pageToken": "?"},
    ],
)
def test_what_cannot_be_read_is_refused(ready: Cloud, body: dict[str, Any]) -> None:
    status, answer = entries(ready, **body)
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_requests_are_logged_where_the_model_asks_for_it(cloud: Cloud, joblib_file: bytes) -> None:
    cloud.create_model(onlinePredictionLogging=True)
    cloud.create_version(cloud.upload({"model.joblib": joblib_file}))
    cloud.predict({"instances": [[1, 2, 3, 4]]})
    assert len(cloud.log(more=' AND textPayload:"predict 200"')) == 1


def test_versions_are_told_apart_by_any_filter(ready: Cloud) -> None:
    both = 'resource.labels.version_id="v1" OR resource.labels.version_id="v2"'
    for text in (
        both,
        'NOT resource.labels.version_id="v2"',
        'textPayload:"is READY" OR resource.labels.version_id="v2"',
    ):
        assert entries(ready, filter=text)[1]["entries"], text
    assert entries(ready, filter='resource.labels.version_id="v2"')[1] == {}


def test_the_log_of_a_project_is_listed_once_there_is_one(ready: Cloud) -> None:
    names = [entry["logName"] for entry in ready.log()]
    assert ready.platform.request("GET", f"/v2/{ready.parent}/logs") == (200, {"logNames": names[:1]})
    assert ready.platform.request("GET", "/v2/projects/another/logs") == (200, {})
