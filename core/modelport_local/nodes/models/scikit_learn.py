"""scikit-learn: estimators and pipelines from model.joblib or model.pkl."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import sklearn

from . import pickled
from .base import Array, Call, Code, JsonObject, PredictionError, Rows, rows_of
from .forests import without_overhead

IGNORED_OPTIONS = ("signature_name",)


class ScikitLearnPredictor:
    """An estimator; a request's other keys become keyword arguments of its `predict`."""

    framework = "SCIKIT_LEARN"
    batches = True

    def __init__(self, model: Any, file: str) -> None:
        self._model = model
        self._fast = without_overhead(model)
        self.description = f"{file}: {type(model).__name__}, served by scikit-learn {sklearn.__version__}"

    def prepare(self, instances: list[Any], options: JsonObject) -> Call:
        """See Predictor."""
        options = {name: value for name, value in options.items() if name not in IGNORED_OPTIONS}
        return Call({"": as_array(instances)}, len(instances), options)

    def run(self, call: Call) -> Rows:
        """See Predictor."""
        rows = call.inputs[""]
        if self._fast and self._fast.takes(rows, call.options):
            return rows_of(self._fast.predict(rows), "scikit-learn")
        try:
            predictions = self._model.predict(rows, **call.options)
        except Exception as error:  # a model is foreign code
            raise PredictionError(Code.RUN, f"Exception during sklearn prediction: {error}") from error
        return rows_of(predictions, "scikit-learn")

    def sample(self) -> object | None:
        """A row of zeros, where the estimator knows its number of features."""
        count = getattr(self._model, "n_features_in_", None)
        return [0.0] * count if isinstance(count, int) else None


def as_array(instances: list[Any]) -> Array:
    """Instances as the array that the estimator gets; numbers beside texts keep their types (object)."""
    try:
        array = np.asarray(instances)
    except ValueError as error:
        raise PredictionError(Code.INPUT, f"Instances must be lists of equal length: {error}") from error
    if array.dtype.kind in "US" and not all(isinstance(value, str) for value in _flat(instances)):
        return np.asarray(instances, dtype=object)
    return array


def _flat(values: Iterable[Any]) -> Iterable[Any]:
    for value in values:
        if isinstance(value, list):
            yield from _flat(value)
        else:
            yield value


def load(model_dir: Path) -> ScikitLearnPredictor:
    """The estimator in `model_dir`; raises PredictionError with the reason."""
    found = pickled.read(model_dir)
    if found is None:
        raise PredictionError(
            Code.LOAD, f"Could not find either {pickled.JOBLIB} or {pickled.PICKLE} in the directory."
        )
    return wrap(*found)


def wrap(model: object, file: str) -> ScikitLearnPredictor:
    """A predictor around an unpickled estimator; raises PredictionError for anything without `predict`."""
    if pickled.framework_of(model) != "SCIKIT_LEARN":
        raise pickled.invalid_type(
            model, "an exported scikit-learn model or pipeline; a Booster needs framework XGBOOST"
        )
    if not callable(getattr(model, "predict", None)):
        raise pickled.invalid_type(model, "an estimator with a predict method")
    return ScikitLearnPredictor(model, file)
