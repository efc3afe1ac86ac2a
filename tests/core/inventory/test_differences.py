"""Two versions field by field, and two predictions value by value."""

import pytest

from modelport.inventory.comparison import same
from modelport.inventory.differences import Difference, as_text, differences

LEFT = {
    "name": "a", "etag": "x", "createTime": "1", "framework": "XGBOOST", "labels": {"team": "a", "stage": "test"},
    "autoScaling": {"minNodes": 1, "maxNodes": 3}, "packageUris": ["gs://b/1"],
}  # fmt: skip
RIGHT = {
    "name": "b", "etag": "y", "createTime": "2", "framework": "XGBOOST", "labels": {"team": "b"},
    "autoScaling": {"minNodes": 1, "maxNodes": 5}, "packageUris": ["gs://b/1", "gs://b/2"], "isDefault": True,
}  # fmt: skip


def test_only_what_differs_is_left_and_noise_is_hidden() -> None:
    assert differences(LEFT, RIGHT) == (
        Difference("autoScaling.maxNodes", 3, 5),
        Difference("isDefault", None, True),
        Difference("labels.stage", "test", None),
        Difference("labels.team", "a", "b"),
        Difference("packageUris", ["gs://b/1"], ["gs://b/1", "gs://b/2"]),
    )
    assert differences(LEFT, LEFT) == ()


def test_noise_is_shown_on_demand() -> None:
    fields = {each.field for each in differences(LEFT, RIGHT, with_noise=True)}
    assert {"name", "etag", "createTime"} <= fields


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), ("a", "a"), (3, "3"), (True, "true"), (["a", 1], '["a",1]'), ({}, "{}")]
)
def test_values_are_cells_of_text(value: object, text: str) -> None:
    assert as_text(value) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        (1, 1.0, True),
        (0.1 + 0.2, 0.3, True),
        (1.0, 1.001, False),
        (True, 1, False),
        (True, True, True),
        ([1, [2.0]], [1, [2.0000000001]], True),
        ([1], [1, 2], False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"b": 1}, False),
        ("a", "a", True),
        (None, 0, False),
    ],
)
def test_predictions_are_the_same_within_the_tolerance_of_numbers(left: object, right: object, is_same: bool) -> None:
    assert same(left, right) is is_same
