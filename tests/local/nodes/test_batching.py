"""Answers of a batch are those of single requests, whatever waits together."""

import json
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import BaseEstimator
from sklearn.tree import DecisionTreeRegressor

from modelport_local.nodes import batching
from modelport_local.nodes.frames import Frame, Kind
from modelport_local.nodes.models.base import Rows
from modelport_local.nodes.models.routine import RoutinePredictor
from modelport_local.nodes.models.scikit_learn import ScikitLearnPredictor

MODEL = DecisionTreeRegressor(random_state=0).fit(np.arange(200.0).reshape(-1, 2), np.arange(100.0))
PREDICTOR = ScikitLearnPredictor(MODEL, "model.joblib")
ROWS = st.lists(
    st.lists(st.integers(0, 200) | st.floats(0, 200, width=32), min_size=2, max_size=2), min_size=1, max_size=4
)
GOOD = ROWS.map(lambda rows: json.dumps({"instances": rows}).encode())
BAD = st.sampled_from([b"", b"{", b'{"instances": [[1]]}', b'{"instances": [["a", "b"]]}', b'{"instances": [[NaN]]}'])


def alone(body: bytes) -> tuple[Kind, Any]:
    ((_, kind, payload),) = batching.answer(PREDICTOR, [Frame(0, Kind.PREDICT, body)])
    return kind, json.loads(payload)


@settings(max_examples=60, deadline=None)
@given(st.lists(GOOD | BAD, max_size=12))
def test_a_batch_answers_as_each_would_alone(bodies: list[bytes]) -> None:
    frames = [Frame(id, Kind.PREDICT, body) for id, body in enumerate(bodies)]
    replies = {id: (kind, json.loads(payload)) for id, kind, payload in batching.answer(PREDICTOR, frames)}
    assert replies == {id: alone(body) for id, body in enumerate(bodies)}


class Touchy(BaseEstimator):  # type: ignore[misc]
    """An estimator that refuses every run that holds a 13, and notes the size of its runs."""

    def __init__(self) -> None:
        self.runs: list[int] = []

    def predict(self, rows: Any) -> Any:
        self.runs.append(len(rows))
        if 13 in rows:
            raise ValueError("unlucky")
        return rows


def frames(*values: int) -> list[Frame]:
    bodies = [json.dumps({"instances": [value]}).encode() for value in values]
    return [Frame(id, Kind.PREDICT, body) for id, body in enumerate(bodies)]


def test_a_bad_request_fails_alone() -> None:
    predictor = ScikitLearnPredictor(Touchy(), "model.joblib")
    predictor.batches = True
    replies = {id: kind for id, kind, _ in batching.answer(predictor, frames(1, 13, 3))}
    assert replies == {0: Kind.ANSWER, 1: Kind.REFUSAL, 2: Kind.ANSWER}


def test_compatible_requests_share_a_run_of_bounded_size() -> None:
    model = Touchy()
    predictor = ScikitLearnPredictor(model, "")
    predictor.batches = True
    assert len(list(batching.answer(predictor, frames(*range(20, 320))))) == 300
    assert model.runs == [256, 44]


def test_batching_can_be_switched_off() -> None:
    model = Touchy()
    predictor = ScikitLearnPredictor(model, "")
    predictor.batches = True
    list(batching.answer(predictor, frames(1, 2), batching=False))
    assert model.runs == [1, 1]


class Routine:
    """A prediction routine that answers with the number of its instances."""

    def predict(self, instances: list[Any], **_: Any) -> list[int]:
        return [len(instances)]


def test_a_routine_gets_one_request_at_a_time() -> None:
    replies = batching.answer(RoutinePredictor(Routine(), "r"), frames(1, 2, 3))
    assert [payload for _, _, payload in replies] == [b'{"predictions": [1]}'] * 3


def test_nan_and_infinity_are_written_as_pythons_json_does() -> None:
    reply = batching._encoded(1, Rows([float("nan"), float("-inf"), 0.1], finite=False))
    assert reply == (1, Kind.ANSWER, b'{"predictions": [NaN, -Infinity, 0.1]}')


def test_text_that_no_utf_8_can_hold_is_refused_like_any_other_wrong_option() -> None:
    bodies = [b'{"instances": [[1, 2]], "\\ud800": 1}', b'{"instances": [[1, 2]], "x": "\\ud800"}']
    replies = list(batching.answer(PREDICTOR, [Frame(id, Kind.PREDICT, body) for id, body in enumerate(bodies)]))
    assert [kind for _, kind, _ in replies] == [Kind.REFUSAL] * 2
    assert all("predict" in json.loads(payload)["error"] for _, _, payload in replies)
