"""scikit-learn: estimators and pipelines from model.joblib or model.pkl."""

from pathlib import Path
from typing import Any

import numpy as np
import sklearn

from . import pickled
from .base import Array, Call, Code, JsonObject, PredictionError, Rows, rows_of
from .forests import without_overhead
from .row_wise import is_row_wise

IGNORED_OPTIONS = ("signature_name",)


class ScikitLearnPredictor:
    """An estimator; a request's other keys become keyword arguments of its `predict`."""

    framework = "SCIKIT_LEARN"
    has_own_code = False

    def __init__(self, model: Any, file: str) -> None:
        self._model = model
        self.batches = is_row_wise(model)
        self._fast = without_overhead(model)
        self.description = f"{file}: {type(model).__name__}, served by scikit-learn {sklearn.__version__}"

    def prepare(self, instances: list[Any], options: JsonObject) -> Call:
        """See Predictor."""
        options = {name: value for name, value in options.items() if name not in IGNORED_OPTIONS}
        numbers = None if self.has_own_code else as_numbers(instances)
        if numbers is not None:
            return Call({"": numbers}, len(instances), options)
        form = form_of(instances)
        return Call({"": as_objects(instances)}, len(instances), options, alone=not form, form=form)

    def run(self, call: Call) -> Rows:
        """See Predictor."""
        rows = call.inputs[""]
        if self._fast and self._fast.takes(rows, call.options):
            return rows_of(self._fast.predict(rows), "scikit-learn")
        try:
            predictions = self._model.predict(rows.tolist() if rows.dtype == object else rows, **call.options)
        except Exception as error:  # a model is foreign code
            raise PredictionError(Code.RUN, f"Exception during sklearn prediction: {error}") from error
        return rows_of(predictions, "scikit-learn")

    def sample(self) -> object | None:
        """A row of zeros, where the estimator knows its number of features."""
        count = getattr(self._model, "n_features_in_", None)
        return [0.0] * count if isinstance(count, int) else None


def as_numbers(instances: list[Any]) -> Array | None:
    """Instances that are all numbers as the array that scikit-learn would make of them itself, or None."""
    try:
        array = np.asarray(instances)
    except ValueError:  # rows of unequal length
        return None
    return array if array.dtype.kind in "biuf" else None


def as_objects(instances: list[Any]) -> Array:
    """Instances as they are, each a single object: the model gets the list that the request held."""
    array = np.empty(len(instances), dtype=object)
    for place, instance in enumerate(instances):
        array[place] = instance
    return array


def form_of(instances: list[Any]) -> tuple[type, ...]:
    """The types of the values of every row, behind `list` where it is one; () where they differ or hold more.

    Rows of one form can share a run: whatever the model makes of the list, it makes of each of them alone.
    """
    forms = {_types(instance) for instance in instances}
    form = forms.pop()
    return () if forms or form == (dict,) or {list, dict} & set(form[1:]) else form


def _types(instance: Any) -> tuple[type, ...]:
    """An integer is as good as a decimal number: both are the text or the object that they are, row by row."""
    values = (list, *map(type, instance)) if isinstance(instance, list) else (type(instance),)
    return tuple(float if each is int else each for each in values)


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
