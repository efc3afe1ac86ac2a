"""Custom prediction routines: a user's class with `from_path` and `predict`."""

import importlib
import inspect
from pathlib import Path
from typing import Any

from .base import Call, Code, JsonObject, PredictionError, Rows


class RoutinePredictor:
    """A user's predictor; each request is one call, and its other keys are keyword arguments."""

    framework = ""
    batches = False
    has_own_code = False

    def __init__(self, predictor: Any, name: str) -> None:
        self._predictor = predictor
        self.description = f"prediction routine {name}"

    def prepare(self, instances: list[Any], options: JsonObject) -> Call:
        """See Predictor."""
        return Call({}, len(instances), {"instances": instances, "options": options}, alone=True)

    def run(self, call: Call) -> Rows:
        """See Predictor."""
        try:
            predictions = self._predictor.predict(call.options["instances"], **call.options["options"])
        except Exception as error:  # a routine is foreign code
            raise PredictionError(Code.USER_CODE, f"Exception during prediction: {error}") from error
        if not isinstance(predictions, list):
            kind = type(predictions).__name__
            raise PredictionError(Code.OUTPUT, f"Bad output type returned: {kind}; only lists allowed in output.")
        return Rows(predictions, finite=False)

    def sample(self) -> object | None:
        """None: only the routine knows what it takes."""
        return None


def load(model_dir: Path, name: str) -> RoutinePredictor:
    """The instance that `from_path` makes of the class called `name`; raises PredictionError with the reason."""
    cls = _find(name)
    _check(cls, name)
    try:
        predictor = cls.from_path(str(model_dir))
    except Exception as error:  # a routine is foreign code
        reason = f"{type(error).__name__}: {error}"
        text = f"Unexpected error when loading the model: problem in {name}.from_path - {reason}"
        raise PredictionError(Code.LOAD, text) from error
    return RoutinePredictor(predictor, name)


def _find(name: str) -> Any:
    path, _, attribute = name.rpartition(".")
    try:
        return getattr(_imported(path), attribute)
    except ModuleNotFoundError as error:
        if error.name and not f"{name}.".startswith(f"{error.name}."):
            raise PredictionError(Code.LOAD, _needs(path, error.name)) from error
        raise _missing(name, error) from error
    except AttributeError as error:
        raise _missing(name, error) from error
    except Exception as error:  # importing runs the user's code
        reason = f"Unexpected error when loading the model: problem in {path} - {type(error).__name__}: {error}"
        raise PredictionError(Code.LOAD, reason) from error


def _missing(name: str, error: Exception) -> PredictionError:
    reason = f"{name} cannot be found. Please make sure that it is the class's full name in the package: {error}."
    return PredictionError(Code.LOAD, reason)


def _needs(module: str, other: str) -> str:
    return (
        f"Unexpected error when loading the model: {module} needs the module {other}, which is not here. The platform "
        "does not install what packages depend on: give its package in packageUris, or install it beside Modelport."
    )


def _imported(path: str) -> Any:
    """The module, or the class in one: what is no module is an attribute of what stands before its last dot."""
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as error:
        outer, _, attribute = path.rpartition(".")
        if not outer or error.name != path:
            raise
        return getattr(_imported(outer), attribute)


def _check(cls: Any, name: str) -> None:
    if not callable(getattr(cls, "from_path", None)):
        raise PredictionError(Code.USER_CODE, f"User-provided class {name} must implement the from_path method.")
    predict = getattr(cls, "predict", None)
    if not callable(predict):
        raise PredictionError(Code.USER_CODE, f"User-provided class {name} is missing the required predict method.")
    named = inspect.getfullargspec(predict).args
    if len(named) != 2:
        reason = f"User-provided class {name} has a predict method with an invalid signature: {', '.join(named)}."
        raise PredictionError(Code.USER_CODE, f"{reason} It must be (self, instances, **kwargs).")
