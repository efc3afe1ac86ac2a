"""What every framework's predictor offers to the node's loop."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
JsonObject = dict[str, Any]


class Code(Enum):
    """Error codes of the platform's serving code, with the words that precede the reason."""

    LOAD = (0, "Failed to load model")
    INPUT = (1, "Invalid inputs")
    RUN = (2, "Failed to run the provided model")
    OUTPUT = (3, "There was a problem processing the outputs")
    USER_CODE = (4, "There was a problem processing the user code")


class PredictionError(Exception):
    """The model could not be loaded, or could not answer; `detail` is the reason for the user."""

    def __init__(self, code: Code, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        number, words = self.code.value
        return f"{words}: {self.detail} (Error code: {number})"


class ModelRefused(PredictionError):
    """The platform does not load the model; `detail` is all that is said."""

    def __init__(self, detail: str) -> None:
        super().__init__(Code.LOAD, detail)

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True, slots=True)
class Call:
    """One request as arrays whose first dimension is the instance; calls with equal keys may share a run.

    `alone` marks a call whose answers may depend on how many rows it has, `form` says more of what its rows are like.
    """

    inputs: Mapping[str, Array]
    rows: int
    options: JsonObject
    method: str = ""
    alone: bool = False
    form: tuple[type, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for calls that a single run can answer: same method, options, form, dtypes and row shapes."""
        shapes = tuple((name, a.dtype.str, a.shape[1:]) for name, a in self.inputs.items())
        return (self.method, self.form, json.dumps(self.options) if self.options else "", shapes)


@dataclass(frozen=True, slots=True)
class Rows:
    """Predictions as plain JSON values, one per instance; `finite` says that no NaN or Infinity is among them."""

    values: list[Any]
    finite: bool


class Predictor(Protocol):
    """A loaded model; `batches` says that each answer depends on its own instance alone.

    `has_own_code` is set where the version brought packages, whose code may look at how a request's list is made.
    """

    framework: str
    description: str
    batches: bool
    has_own_code: bool

    def prepare(self, instances: list[Any], options: JsonObject) -> Call:
        """A request's instances as arrays; raises PredictionError where they do not fit the model."""

    def run(self, call: Call) -> Rows:
        """The predictions; raises PredictionError with the library's own reason."""

    def sample(self) -> object | None:
        """One made-up instance for the probe, or None where the model does not say what it takes."""


def rows_of(predictions: object, what: str) -> Rows:
    """Predictions of a scikit-learn or XGBoost model as rows; raises PredictionError for any other type."""
    if isinstance(predictions, np.ndarray):
        finite = predictions.dtype.kind in "iubUS" or is_finite(predictions)
        return Rows(predictions.tolist(), finite)
    if isinstance(predictions, list):
        return Rows([value.tolist() if isinstance(value, np.ndarray) else value for value in predictions], False)
    raise PredictionError(
        Code.OUTPUT, f"Bad output type returned by the {what} model: {type(predictions).__name__}, not a list or array."
    )


def is_finite(array: Array) -> bool:
    """Whether an array of floats holds neither NaN nor Infinity; other types count as unknown, so False."""
    return array.dtype.kind == "f" and bool(np.isfinite(array).all())
