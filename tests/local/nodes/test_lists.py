"""What a scikit-learn model is given: the request's list, as Google's serving code did, and of numbers an array."""

import json
from typing import Any

import pytest
from sklearn.base import BaseEstimator
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction import DictVectorizer, FeatureHasher
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from modelport_local.nodes.batching import answer
from modelport_local.nodes.frames import Frame, Kind
from modelport_local.nodes.models.scikit_learn import ScikitLearnPredictor

WORDS = [["good", "day"], ["bad"], ["good"], ["bad", "day", "again"]]
COUNTS = [{"good": 1}, {"bad": 2, "day": 1}, {"good": 3}, {"bad": 1}]
TEXTS = ["good day", "bad", "good", "bad day again"]
MIXED = [["red", 1], ["blue", 2.5], ["red", 3], ["blue", 4]]
KINDS = [1, 0, 1, 0]
MODELS: dict[str, tuple[Any, list[Any]]] = {
    "lists of unequal length": (make_pipeline(FeatureHasher(64, input_type="string"), LogisticRegression()), WORDS),
    "objects": (make_pipeline(DictVectorizer(), LogisticRegression()), COUNTS),
    "texts": (make_pipeline(TfidfVectorizer(), LogisticRegression()), TEXTS),
    "texts and numbers": (
        make_pipeline(make_column_transformer((OneHotEncoder(), [0]), remainder="passthrough"), LogisticRegression()),
        MIXED,
    ),
}


@pytest.mark.parametrize("kind", MODELS)
def test_a_model_is_given_the_list_itself_alone_and_among_other_requests(kind: str) -> None:
    model, rows = MODELS[kind]
    model.fit(rows, KINDS)
    requests = [rows, *([row] for row in rows)]
    expected = {number: model.predict(request).tolist() for number, request in enumerate(requests)}
    assert answers(ScikitLearnPredictor(model, "model.joblib"), requests) == expected


def answers(predictor: ScikitLearnPredictor, requests: list[list[Any]]) -> dict[int, Any]:
    """The predictions of requests that wait together, by their places."""
    frames = [
        Frame(id, Kind.PREDICT, json.dumps({"instances": request}).encode()) for id, request in enumerate(requests)
    ]
    return {id: json.loads(payload)["predictions"] for id, _, payload in answer(predictor, frames)}


class Kinds(BaseEstimator):  # type: ignore[misc]
    """Answers with the type that it was given, and how many rows it had."""

    def predict(self, rows: Any) -> Any:
        return [f"{type(rows).__name__} of {len(rows)}"] * len(rows)


def test_numbers_are_an_array_unless_the_version_has_code_of_its_own() -> None:
    predictor = ScikitLearnPredictor(Kinds(), "model.joblib")
    assert answers(predictor, [[[1, 2.5]], [[True, False]]]) == {0: ["ndarray of 1"], 1: ["ndarray of 1"]}
    predictor.has_own_code = True
    assert answers(predictor, [[[1, 2.5]]]) == {0: ["list of 1"]}


@pytest.mark.parametrize(
    ("rows", "together"),
    [
        (["a", "b"], True),
        ([["a", 1], ["b", 2.5]], True),
        ([["a", None], ["b", 2]], False),
        (["a", ["a"]], False),
        ([{"a": 1}, {"a": 1}], False),
        ([[["a"]], [["b"]]], False),
    ],
)
def test_only_rows_of_one_form_share_a_run(rows: list[Any], together: bool) -> None:
    requests = [[row] for row in rows]
    expected = "list of 2" if together else "list of 1"
    predictor = ScikitLearnPredictor(Kinds(), "m")
    predictor.batches = True
    assert answers(predictor, requests) == {0: [expected], 1: [expected]}
