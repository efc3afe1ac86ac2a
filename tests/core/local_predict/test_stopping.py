"""A prediction that nobody waits for any more."""

import threading
from pathlib import Path

import joblib
import pytest
from sklearn.dummy import DummyClassifier

from modelport.errors import Interrupted
from modelport.local_predict import predict


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.joblib"
    joblib.dump(DummyClassifier().fit([[0.0], [1.0]], [1, 1]), path)
    return path


def test_a_prediction_that_is_stopped_gives_no_answer(model: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted, match="stopped"):
        predict(str(model), "", [[0.0]], stop=stop)


def test_a_prediction_that_may_be_stopped_answers_as_any_other(model: Path) -> None:
    assert predict(str(model), "", [[0.0]], stop=threading.Event()).predictions == [1]
