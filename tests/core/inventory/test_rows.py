"""Rows, columns and filters: plain data in, plain data out."""

from datetime import UTC, datetime

import pytest

from modelport.errors import PlatformError
from modelport.inventory import columns
from modelport.inventory.filter import VERSIONS
from modelport.inventory.rows import VersionRow, model_row, version_row
from modelport.platforms.serving import Resource

NOW = datetime(2030, 1, 10, 12, tzinfo=UTC)
HOSTILE = "[bold]\x1b[31m\n/[/x]"


def resource(model: str = "iris", version: str = "v1", **more: object) -> Resource:
    return {"name": f"projects/p/models/{model}/versions/{version}", "state": "READY", **more}


def row(model: str = "iris", version: str = "v1", region: str = "us-central1", **more: object) -> VersionRow:
    return version_row(region, resource(model, version, **more))


ROWS = [
    row("fraud", "v7", framework="XGBOOST", isDefault=True, machineType="n1-standard-4", runtimeVersion="2.11"),
    row("fraud", "v10", framework="XGBOOST", state="FAILED", errorMessage="Out of memory"),
    row("churn", "v2", "global", framework="SCIKIT_LEARN", labels={"team": "growth"}, description="The Old One"),
    row("iris", "v1", framework="TENSORFLOW", state="CREATING"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["fraud v7", "fraud v10", "churn v2", "iris v1"]),
        ("fraud", ["fraud v7", "fraud v10"]),
        ("FRAUD v7", ["fraud v7"]),
        ("!fraud", ["churn v2", "iris v1"]),
        ("framework:xgb", ["fraud v7", "fraud v10"]),
        ("f:xgb !state:ready", ["fraud v10"]),
        ("default:yes", ["fraud v7"]),
        ("!default:yes", ["fraud v10", "churn v2", "iris v1"]),
        ("default:no framework:xgb", ["fraud v10"]),
        ("labels:team=growth", ["churn v2"]),
        ("memory", ["fraud v10"]),
        ("r:global", ["churn v2"]),
        ("old", ["churn v2"]),
        ("!", ["fraud v7", "fraud v10", "churn v2", "iris v1"]),
        ("state:", ["fraud v7", "fraud v10", "churn v2", "iris v1"]),
        ("nofield:x", []),
        ("is_default:true", ["fraud v7"]),
        ("used:never last_used:2", []),
        ("[", []),
    ],
)
def test_a_filter_keeps_the_rows_that_fit_every_term(text: str, found: list[str]) -> None:
    assert [f"{each.model} {each.version}" for each in VERSIONS.fitting(ROWS, text)] == found


@pytest.mark.parametrize(
    ("scaling", "text"),
    [
        ({}, ""),
        ({"autoScaling": {"minNodes": 1, "maxNodes": 3}}, "1–3"),
        ({"autoScaling": {"minNodes": 2}}, "2–"),
        ({"autoScaling": {}}, "0–"),
        ({"manualScaling": {"nodes": 4}}, "4"),
    ],
)
def test_nodes_are_shown_as_their_limits(scaling: Resource, text: str) -> None:
    assert row(**scaling).nodes == text


def test_what_serves_is_named_where_there_is_no_framework() -> None:
    assert row(predictionClass="a.B").framework == "CUSTOM CODE"
    assert row(container={"image": "x"}).framework == "CONTAINER"


def test_rows_of_the_same_name_on_two_endpoints_have_keys_of_their_own() -> None:
    assert row(region="global").key != row(region="us-central1").key


def test_a_change_that_no_column_shows_makes_a_row_differ() -> None:
    assert row(etag="a") != row(etag="b")
    assert row(etag="a") == row(etag="a")


def test_hostile_text_is_kept_as_it_is() -> None:
    found = row(HOSTILE, HOSTILE, errorMessage=HOSTILE, description=HOSTILE, framework=HOSTILE)
    assert (found.error, found.description, found.framework) == (HOSTILE, HOSTILE, HOSTILE)
    assert HOSTILE in found.version
    assert VERSIONS.fitting([found], "[bold]") == [found]


def test_a_resource_of_another_form_is_an_error_with_a_reason() -> None:
    with pytest.raises(PlatformError, match="form that is not understood") as caught:
        version_row("global", {"name": "x", "labels": 3})
    assert "labels" in caught.value.why


def test_a_model_row_names_its_default_version() -> None:
    found = model_row(
        "global",
        {
            "name": "projects/p/models/m",
            "defaultVersion": {"name": "projects/p/models/m/versions/v2"},
            "regions": ["a"],
        },
    )
    assert (found.model, found.default, found.regions) == ("m", "v2", "a")
    assert model_row("global", {"name": "projects/p/models/m"}).default == ""


def test_versions_are_ordered_as_people_count() -> None:
    assert [each.version for each in columns.ordered(ROWS)] == ["v2", "v7", "v10", "v1"]
    assert [each.version for each in columns.ordered(ROWS, "version")] == ["v1", "v2", "v7", "v10"]
    assert [each.version for each in columns.ordered(ROWS, "version", is_descending=True)] == ["v10", "v7", "v2", "v1"]
    assert columns.ordered(ROWS, "default")[0].is_default


def test_a_column_is_found_by_its_name_in_a_file() -> None:
    assert [columns.find(name) for name in ("last_used", "endpoint")] == [columns.find("used"), columns.find("region")]
    assert columns.find("last_seen") is None


def test_ages_are_ordered_as_they_are_read_and_what_never_was_comes_last() -> None:
    times = {"old": "2029-01-01T00:00:00Z", "young": "2030-01-10T11:00:00.5Z", "none": ""}
    rows = [row(version=name, createTime=time, lastUseTime=time) for name, time in times.items()]
    for key in ("age", "used"):
        assert [each.version for each in columns.by_column(rows, key)] == ["young", "old", "none"]


@pytest.mark.parametrize("column", columns.COLUMNS, ids=lambda column: column.key)
def test_every_column_shows_and_sorts_every_row(column: columns.Column) -> None:
    assert len(columns.ordered(ROWS, column.key)) == len(ROWS)
    assert all(isinstance(column.text(each, NOW), str) for each in ROWS)


@pytest.mark.parametrize(
    ("time", "text"),
    [
        ("2030-01-10T11:59:56Z", "4 s"),
        ("2030-01-10T11:48:00.123456789Z", "11 min"),
        ("2030-01-10T09:00:00Z", "3 h"),
        ("2030-01-01T12:00:00Z", "9 d"),
        ("2031-01-01T12:00:00Z", "0 s"),
        ("", "never"),
        ("soon", "never"),
    ],
)
def test_times_are_shown_as_how_long_ago_they_were(time: str, text: str) -> None:
    assert columns.ago(time, NOW, "never") == text


def test_ten_thousand_rows_are_filtered_without_missing_one() -> None:
    rows = [row(f"model-{number}", f"v{number % 7}", framework="XGBOOST") for number in range(10_000)]
    found = VERSIONS.fitting(rows, "model-99 framework:xgb !v3")
    assert [each.model for each in found] == [
        f"model-{number}" for number in range(10_000) if str(number).startswith("99") and number % 7 != 3
    ]
