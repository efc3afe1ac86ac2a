"""XGBoost: Boosters from model.bst (JSON or UBJSON), model.joblib or model.pkl."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import xgboost

from . import pickled
from .base import Array, Call, Code, JsonObject, PredictionError, Rows, rows_of
from .booster import in_place
from .scikit_learn import IGNORED_OPTIONS


class XGBoostPredictor:
    """A Booster that gets each request as a DMatrix of float32, or in place, on one thread."""

    framework = "XGBOOST"
    batches = True
    has_own_code = False

    def __init__(self, booster: xgboost.Booster, file: str) -> None:
        booster.set_param({"nthread": 1})
        self._booster = booster
        self._fast = in_place(booster, lambda rows: booster.predict(self._matrix(rows)))
        features = booster.num_features()
        self.description = f"{file}: Booster, {features} features, served by xgboost {xgboost.__version__}"

    def prepare(self, instances: list[Any], options: JsonObject) -> Call:
        """See Predictor; null counts as a missing value."""
        options = {name: value for name, value in options.items() if name not in IGNORED_OPTIONS}
        try:
            rows: Array = np.asarray(instances, dtype=np.float32)
        except (ValueError, TypeError) as error:
            raise PredictionError(Code.INPUT, f"Could not initialize DMatrix from inputs: {error}") from error
        return Call({"": rows}, len(instances), options)

    def run(self, call: Call) -> Rows:
        """See Predictor."""
        rows = call.inputs[""]
        if self._fast and self._fast.takes(rows, call.options):
            return rows_of(self._fast.predict(rows), "XGBoost")
        matrix = self._matrix(rows)
        try:
            predictions = self._booster.predict(matrix, **call.options)
        except Exception as error:  # a model is foreign code
            raise PredictionError(Code.RUN, f"Exception during xgboost prediction: {_first_words(error)}") from error
        return rows_of(predictions, "XGBoost")

    def _matrix(self, rows: Array) -> xgboost.DMatrix:
        names, types = self._booster.feature_names, self._booster.feature_types
        try:
            return xgboost.DMatrix(rows, nthread=1, feature_names=names, feature_types=types)
        except Exception as error:  # the library raises its own, undocumented types
            reason = f"Could not initialize DMatrix from inputs: {_first_words(error)}"
            raise PredictionError(Code.RUN, reason) from error

    def sample(self) -> object | None:
        """A row of zeros."""
        return [0.0] * self._booster.num_features()


def _first_words(error: Exception) -> str:
    """The library's message without the C++ stack trace that follows it."""
    text = str(error).split("Stack trace:")[0].strip()
    return re.sub(r"^\[[\d:]+\] \S+?:\d+: ", "", text)


def load(model_dir: Path) -> XGBoostPredictor:
    """The Booster in `model_dir`; raises PredictionError with the reason."""
    found = pickled.read(model_dir)
    if found is not None:
        return wrap(*found)
    path = model_dir / pickled.BST
    if not path.is_file():
        names = f"{pickled.JOBLIB}, {pickled.PICKLE} or {pickled.BST}"
        raise PredictionError(Code.LOAD, f"Could not find {names} in the directory.")
    booster = xgboost.Booster()
    try:
        booster.load_model(bytearray(path.read_bytes()))
    except Exception as error:  # the library raises its own, undocumented types
        reason = f"Could not load the model: {path.name}. {_first_words(error)}"
        raise PredictionError(Code.LOAD, reason) from error
    return XGBoostPredictor(booster, path.name)


def wrap(model: object, file: str) -> XGBoostPredictor:
    """A predictor around an unpickled Booster; its scikit-learn wrappers belong to SCIKIT_LEARN."""
    if not isinstance(model, xgboost.Booster):
        raise pickled.invalid_type(
            model, "an XGBoost Booster (an XGBClassifier or XGBRegressor is served with framework SCIKIT_LEARN)"
        )
    return XGBoostPredictor(model, file)
