"""Versions' metrics through Cloud Monitoring's `timeSeries.list`."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build

from local.ml.platform import Cloud
from waiting import until

KIND = "ml.googleapis.com/prediction/"


def asked(cloud: Cloud, **more: str) -> tuple[int, dict[str, Any]]:
    now = datetime.now(UTC)
    query = {
        "interval.startTime": (now - timedelta(minutes=5)).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "interval.endTime": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
    } | more
    return cloud.platform.request("GET", f"/v3/{cloud.parent}/timeSeries?{urlencode(query)}")


def series(cloud: Cloud, filter: str = "", **more: str) -> list[dict[str, Any]]:
    status, body = asked(cloud, filter=filter, **more)
    assert status == 200, body
    found: list[dict[str, Any]] = body.get("timeSeries", [])
    return found


def test_a_fresh_version_shows_its_nodes_at_once(ready: Cloud) -> None:
    replicas, target = series(ready)
    assert (replicas["metric"], target["metric"]) == (
        {"type": f"{KIND}online/replicas"}, {"type": f"{KIND}online/target_replicas"},
    )  # fmt: skip
    assert replicas["resource"] == {
        "type": "cloudml_model_version",
        "labels": {"project_id": ready.project, "region": "us-central1", "model_id": "iris", "version_id": "v1"},
    }
    assert (replicas["metricKind"], replicas["valueType"]) == ("GAUGE", "INT64")
    assert [point["value"] for point in replicas["points"]] == [{"int64Value": "1"}]


def test_answers_are_counted_by_their_code(ready: Cloud) -> None:
    for body in ({"instances": [[1, 2, 3, 4]]}, {"instances": [[1, 2, 3, 4]]}, {"instances": "x"}):
        ready.predict(body)
    found = series(ready, f'metric.type = "{KIND}response_count" AND resource.type = "cloudml_model_version"')
    counts = {s["metric"]["labels"]["response_code"]: sum(map(count, s["points"])) for s in found}
    assert counts == {"200": 2, "400": 1}
    assert all((s["metricKind"], s["valueType"]) == ("DELTA", "INT64") for s in found)


def count(point: dict[str, Any]) -> int:
    return int(point["value"]["int64Value"])


def test_latencies_are_a_distribution_in_microseconds(ready: Cloud) -> None:
    ready.predict({"instances": [[1, 2, 3, 4]]})
    (found,) = series(ready, f'metric.type = "{KIND}latencies"')
    assert found["metric"]["labels"] == {"latency_type": "model"}
    values = [point["value"]["distributionValue"] for point in found["points"]]
    assert sum(int(value["count"]) for value in values) == 1
    (value,) = (value for value in values if value["count"] == "1")
    bounds = value["bucketOptions"]["explicitBuckets"]["bounds"]
    assert len(value["bucketCounts"]) == len(bounds) + 1
    bucket = value["bucketCounts"].index("1")
    assert ([0, *bounds])[bucket] <= value["mean"] < ([*bounds, 60e9])[bucket]


def test_a_regions_versions_are_listed_from_any_host(clouds: Any, joblib_file: bytes) -> None:
    for region in ("europe-west1", "global"):
        cloud = clouds(region)
        cloud.create_model()
        uri = cloud.upload({"model.joblib": joblib_file}, "us-central1" if region == "global" else region)
        assert "response" in cloud.create_version(uri)
    for prefix in ("", "/regions/us-central1"):
        found = cloud.platform.request("GET", f"{prefix}/v3/{cloud.parent}/timeSeries?{interval()}")[1]["timeSeries"]
        assert {one["resource"]["labels"]["region"] for one in found} == {"europe-west1", "global"}
    assert series(cloud, 'resource.labels.region = "asia-east1"') == []
    assert len(series(cloud, f'metric.type = starts_with("{KIND}online") AND resource.labels.region="global"')) == 2


def interval() -> str:
    return urlencode({"interval.startTime": "2020-01-01T00:00:00Z", "interval.endTime": "2100-01-01T00:00:00Z"})


def test_googles_client_reads_them(ready: Cloud) -> None:
    credentials = Credentials(ready.platform.token)  # type: ignore[no-untyped-call]
    options = {"api_endpoint": ready.platform.url}
    service = build("monitoring", "v3", static_discovery=True, credentials=credentials, client_options=options)
    try:
        answer = service.projects().timeSeries().list(
            name=ready.parent, filter=f'metric.type = starts_with("{KIND}")', pageSize=10, view="FULL",
            interval_startTime="2020-01-01T00:00:00Z", interval_endTime="2100-01-01T00:00:00Z",
            aggregation_alignmentPeriod="60s", aggregation_perSeriesAligner="ALIGN_RATE",
        ).execute()  # fmt: skip
    finally:
        service.close()
    assert [one["metric"]["type"] for one in answer["timeSeries"]] == [
        f"{KIND}online/replicas", f"{KIND}online/target_replicas",
    ]  # fmt: skip


def test_pages_hold_every_series_once(ready: Cloud) -> None:
    ready.predict({"instances": [[1, 2, 3, 4]]})
    until(lambda: len(series(ready)) == 4, "all four metrics are there")
    found: list[str] = []
    token = ""
    while token or not found:
        _, page = asked(ready, pageSize="3", pageToken=token, **{"aggregation.alignmentPeriod": "60s"})
        found += [one["metric"]["type"] for one in page["timeSeries"]]
        token = page.get("nextPageToken", "")
    assert found == [one["metric"]["type"] for one in series(ready)]


def test_another_time_and_an_unknown_project_have_no_series(ready: Cloud) -> None:
    past = {"interval.startTime": "2020-01-01T00:00:00Z", "interval.endTime": "2020-01-02T00:00:00Z"}
    assert series(ready, **past) == []
    assert ready.platform.request("GET", f"/v3/projects/nobody/timeSeries?{interval()}") == (200, {})


@pytest.mark.parametrize(
    "query",
    [
        {"filter": "metric.type = x"},
        {"filter": 'metric.type = "x" OR resource.type = "y"'},
        {"filter": 'metric.type = "x" AND'},
        {"filter": 'metric.kind = "x"'},
        {"interval.endTime": "soon"},
        {"interval.startTime": "2999-01-01T00:00:00Z"},
        {"pageSize": "-1"},
        {"pageToken": "?"},
    ],
)
def test_a_question_that_cannot_be_read_is_refused(cloud: Cloud, query: dict[str, str]) -> None:
    status, answer = asked(cloud, **query)
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
