"""Fast paths give the library's own answers bit for bit, or are not taken."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xgboost
from sklearn.datasets import load_iris
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)

from modelport_local.nodes.models import probing
from modelport_local.nodes.models.base import PredictionError, Predictor
from modelport_local.nodes.models.forests import without_overhead
from modelport_local.nodes.models.scikit_learn import ScikitLearnPredictor
from modelport_local.nodes.models.xgboost import XGBoostPredictor

FEATURES, KINDS = load_iris(return_X_y=True)
NAMES = np.array(["setosa", "versicolor", "virginica"])
ROWS = np.random.default_rng(1).uniform(0, 8, size=(500, 4))
FORESTS = (
    RandomForestClassifier(30, random_state=0).fit(FEATURES, KINDS),
    RandomForestClassifier(30, random_state=0).fit(FEATURES, NAMES[KINDS]),
    ExtraTreesClassifier(30, random_state=0).fit(FEATURES, KINDS > 0),
    RandomForestRegressor(30, random_state=0).fit(FEATURES, FEATURES[:, 0] / 3),
    ExtraTreesRegressor(30, random_state=0).fit(FEATURES, KINDS),
)
OBJECTIVES: tuple[dict[str, Any], ...] = (
    {"objective": "multi:softprob", "num_class": 3},
    {"objective": "multi:softmax", "num_class": 3},
    {"objective": "reg:squarederror"},
    {"objective": "count:poisson", "max_depth": 2},
)


def boosted(parameters: dict[str, Any], **matrix: Any) -> xgboost.Booster:
    """A Booster for iris."""
    return xgboost.train({"nthread": 1} | parameters, xgboost.DMatrix(FEATURES, KINDS, **matrix), 20)


def answers(predictor: Predictor, instances: list[Any]) -> list[Any]:
    return predictor.run(predictor.prepare(instances, {})).values


@pytest.mark.parametrize("model", FORESTS, ids=lambda model: type(model).__name__)
def test_a_forest_answers_as_the_library_does(model: Any) -> None:
    assert without_overhead(model) is not None
    predictor = ScikitLearnPredictor(model, "model.joblib")
    assert answers(predictor, ROWS.tolist()) == model.predict(ROWS).tolist()
    assert answers(predictor, [[5, 3, 1, 0]]) == model.predict([[5, 3, 1, 0]]).tolist()


def test_a_forest_leaves_missing_values_to_the_library() -> None:
    rows = [[float("nan"), 1.0, 2.0, 3.0], [1.0, 2.0, 3.0, 4.0]]
    assert answers(ScikitLearnPredictor(FORESTS[0], "model.joblib"), rows) == FORESTS[0].predict(rows).tolist()


@pytest.mark.parametrize("instance", [[float("inf"), 0, 0, 0], [1, 2, 3], ["a", "b", "c", "d"], 7])
def test_a_forest_refuses_in_the_librarys_words(instance: Any) -> None:
    with pytest.raises(ValueError, match=r"\w") as expected:
        FORESTS[0].predict([instance])
    with pytest.raises(PredictionError) as raised:
        answers(ScikitLearnPredictor(FORESTS[0], "model.joblib"), [instance])
    assert str(expected.value) in raised.value.detail


class OwnForest(RandomForestClassifier):  # type: ignore[misc]
    """A forest whose `predict` may be anything."""


OTHERS: tuple[Callable[[], Any], ...] = (
    lambda: GradientBoostingClassifier(n_estimators=2).fit(FEATURES, KINDS),
    lambda: OwnForest(2).fit(FEATURES, KINDS),
    lambda: RandomForestClassifier(2).fit(FEATURES, np.column_stack([KINDS, KINDS])),
    lambda: RandomForestClassifier(2),
)


@pytest.mark.parametrize("make", OTHERS)
def test_what_is_no_plain_forest_gets_no_fast_path(make: Callable[[], Any]) -> None:
    assert without_overhead(make()) is None


@pytest.mark.parametrize("parameters", OBJECTIVES, ids=lambda each: str(each["objective"]))
def test_a_booster_answers_as_with_a_dmatrix(parameters: dict[str, Any]) -> None:
    booster = boosted(parameters)
    predictor = XGBoostPredictor(booster, "model.bst")
    assert predictor._fast is not None
    rows: list[list[float | None]] = ROWS.tolist()
    rows[3][1] = rows[4][0] = None
    matrix = xgboost.DMatrix(np.asarray(rows, np.float32), nthread=1)
    assert answers(predictor, rows) == booster.predict(matrix).tolist()


def test_a_booster_with_names_answers_rows_without_them() -> None:
    booster = boosted(OBJECTIVES[2], feature_names=["a", "b", "c", "d"])
    matrix = xgboost.DMatrix(ROWS.astype(np.float32), feature_names=["a", "b", "c", "d"])
    assert answers(XGBoostPredictor(booster, "model.bst"), ROWS.tolist()) == booster.predict(matrix).tolist()


@pytest.mark.parametrize("instance", [[1, 2, 3, 4, 5], [1, 2, 3, float("inf")], 7])
def test_a_booster_refuses_what_a_dmatrix_refuses(instance: Any) -> None:
    with pytest.raises(PredictionError):
        answers(XGBoostPredictor(boosted(OBJECTIVES[0]), "model.bst"), [instance])


def test_a_linear_booster_is_left_to_the_library() -> None:
    booster = boosted({"booster": "gblinear"})
    predictor = XGBoostPredictor(booster, "model.bst")
    assert predictor._fast is None
    expected = booster.predict(xgboost.DMatrix(ROWS.astype(np.float32))).tolist()
    assert json.dumps(answers(predictor, ROWS.tolist())) == json.dumps(expected)


def test_a_difference_in_one_bit_switches_a_fast_path_off() -> None:
    rows = probing.rows_at([np.array([0.5, 1.5]), np.array([])])
    assert probing.agree(lambda each: each[:, 0], lambda each: each[:, 0] * 1, rows)
    assert not probing.agree(lambda each: each[:, 0], lambda each: np.nextafter(each[:, 0], np.float32(9)), rows)
    assert not probing.agree(lambda each: each[:, 0], lambda each: each[:, 0].astype(float), rows)


def test_probes_lie_on_both_sides_of_each_threshold() -> None:
    values = set(probing.rows_at([np.array([0.5])])[:, 0].tolist())
    assert 0.5 in values
    assert {value > 0.5 for value in values if 0.4 < value < 0.6 and value != 0.5} == {True, False}
