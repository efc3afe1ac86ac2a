"""What a version's metrics say: prepared series, and a real platform."""

import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from modelport.inventory.columns import nodes
from modelport.inventory.observe import growing
from modelport.inventory.rows import version_row
from modelport.inventory.traffic import (
    Traffic,
    by_bound,
    nodes_of,
    percentile,
    read_nodes,
    read_traffic,
    traffic,
)
from modelport.platforms.logging import LogReader
from modelport.platforms.monitoring import LATENCIES, REPLICAS, RESPONSES, Distribution, TimeSeries
from modelport.platforms.region_label import region_label
from modelport.request import PlatformName
from waiting import PATIENCE_SECONDS

from .conftest import REGION, Deployed

NOW = datetime(2020, 11, 26, 7, 0, tzinfo=UTC)


def series(metric: str, *points: tuple[int, int, object], **labels: str) -> TimeSeries:
    """Points as seconds before NOW (from, to) and a value."""
    described = [
        {
            "interval": {
                "startTime": (NOW - timedelta(seconds=begin)).isoformat(),
                "endTime": (NOW - timedelta(seconds=end)).isoformat(),
            },
            "value": value,
        }
        for begin, end, value in points
    ]
    data = {"metric": {"type": metric, "labels": labels}, "resource": {}, "points": described}
    return msgspec.convert(data, TimeSeries, strict=False)


def number(value: int) -> object:
    return {"int64Value": str(value)}


def test_requests_a_second_are_counted_slot_by_slot_and_failed_ones_apart() -> None:
    good = series(RESPONSES, (10, 0, number(50)), (20, 10, number(20)), response_code="200")
    bad = series(RESPONSES, (10, 0, number(10)), response_code="500")
    seen = traffic([good, bad], NOW, 4, 10.0)
    assert seen.requests == (0, 0, 2, 6)
    assert (seen.calls, seen.errors) == (80, 10)


def test_a_delta_over_a_minute_is_spread_over_its_slots() -> None:
    seen = traffic([series(RESPONSES, (60, 0, number(60)))], NOW, 6, 10.0)
    assert sum(seen.requests) * 10 == pytest.approx(60)
    assert min(seen.requests) > 0


def test_percentiles_and_means_come_from_the_distribution() -> None:
    value = {
        "distributionValue": {
            "count": "100",
            "mean": 1500,
            "bucketOptions": {"explicitBuckets": {"bounds": [1000, 2000, 4000]}},
            "bucketCounts": ["50", "45", "5"],
        }
    }
    seen = traffic([series(LATENCIES, (10, 0, value))], NOW, 2, 10.0)
    assert (seen.p50, seen.p99) == (1.0, 4.0)
    assert seen.latency == (0.0, 1.5)


def test_a_count_of_nodes_holds_until_the_next_one() -> None:
    seen = traffic([series(REPLICAS, (5, 5, number(3)), (35, 35, number(1)))], NOW, 4, 10.0)
    assert seen.nodes == (1, 1, 1, 3)


def test_without_series_there_is_nothing_to_say() -> None:
    assert traffic([], NOW, 2, 10.0) == Traffic(10.0, (0, 0), 0, 0, (0, 0), None, None, ())


@pytest.mark.parametrize(
    ("options", "counts", "bounds"),
    [
        ({"exponentialBuckets": {"numFiniteBuckets": 2, "growthFactor": 10, "scale": 1}}, [1, 0, 2], {1: 1, 100: 2}),
        ({"linearBuckets": {"numFiniteBuckets": 2, "width": 5, "offset": 10}}, [0, 1, 0, 4], {15: 1, 20: 4}),
        ({}, [], {7.0: 5}),
    ],
)
def test_every_form_of_buckets_is_read(options: object, counts: list[int], bounds: dict[float, int]) -> None:
    data = {"count": 5, "mean": 7.0, "bucketOptions": options, "bucketCounts": counts}
    assert by_bound(msgspec.convert(data, Distribution, strict=False)) == bounds


def test_no_calls_have_no_percentile() -> None:
    assert percentile({}, 0.5) is None


@pytest.mark.parametrize(
    ("region", "target", "label"),
    [
        ("us-central1", "ai-platform", "us-central1"),
        ("global", "ai-platform", ""),
        ("global", "local", "global"),
        ("", "local", ""),
    ],
)
def test_the_global_endpoint_has_a_label_of_its_own_where_the_platform_gives_it_one(
    deployed: Deployed, region: str, target: PlatformName, label: str
) -> None:
    assert region_label(replace(deployed.connections.at(region), platform=target)) == label


def test_a_log_of_the_global_endpoint_holds_no_line_of_a_regional_model_of_that_name(deployed: Deployed) -> None:
    for region, has_lines in ((REGION, True), ("global", False)):
        with closing(LogReader(deployed.connections.at(region))) as reader:
            assert bool(list(reader.entries("iris", "v1"))) is has_lines


def test_nodes_of_a_version_on_the_global_endpoint_are_found_under_the_region_that_serves() -> None:
    name = {"name": "projects/p/models/m/versions/v1"}
    regional, on_global = version_row("us-central1", name), version_row("global", name)
    assert nodes_of({("us-central1", "m", "v1"): 3}, on_global, ["us-central1"]) == 3
    assert nodes_of({("us-central1", "m", "v1"): 3, ("global", "m", "v1"): 2}, on_global, ["us-central1"]) == 2
    assert nodes_of({("global", "m", "v1"): 2}, regional, ["us-central1"]) is None


def test_a_real_versions_calls_and_nodes_are_seen(deployed: Deployed) -> None:
    row, session = deployed.row("v1"), deployed.connections.at(REGION)
    with deployed.connections.borrowed(REGION) as serving:
        for _ in range(5):
            serving.predict(row.path, {"instances": [[5.1, 3.5, 1.4, 0.2]]})
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (seen := read_traffic(session, row, 30)).calls < 5 and time.monotonic() < deadline:
        pass
    assert (seen.calls, seen.errors) == (5, 0)
    assert seen.p99
    assert seen.p50
    assert seen.p99 >= seen.p50 > 0
    assert seen.nodes[-1] >= 1
    assert read_nodes(session)[REGION, "iris", "v1"] == seen.nodes[-1]
    *_, snapshot = growing(deployed.connections, (REGION,))
    assert nodes(snapshot.rows[row.key]) == f"{seen.nodes[-1]} /1–2"
