"""Reading of model.joblib and model.pkl, and telling scikit-learn's objects from XGBoost's."""

import pickle
from collections.abc import Callable
from pathlib import Path

import joblib
from joblib import numpy_pickle

from modelport.catalog.pickle_imports import TRUST_LABEL

from .base import Code, ModelRefused, PredictionError
from .guard import Refused, WatchedReaders

JOBLIB, PICKLE, BST = "model.joblib", "model.pkl", "model.bst"


def read(model_dir: Path) -> tuple[object, str] | None:
    """The object in model.joblib or else model.pkl with the file's name, or None where neither is there."""
    for name, reader in ((JOBLIB, _read_joblib), (PICKLE, _read_pickle)):
        path = model_dir / name
        if path.is_file():
            return _guarded(path, reader), name
    return None


def _guarded(path: Path, reader: Callable[[Path], object]) -> object:
    try:
        return reader(path)
    except MemoryError:
        raise
    except Refused as refused:
        raise ModelRefused(
            f"Field: version.deployment_uri Error: {path.name} was not loaded, since that would call {refused}. If you "
            f"made the file yourself and know what it does, create the version with the label {TRUST_LABEL}=yes."
        ) from refused
    except Exception as error:  # unpickling runs the file's own code, which may raise anything
        reason = str(error) or type(error).__name__
        raise PredictionError(Code.LOAD, f"Could not load the model: {path.name}. {reason}.") from error


class _Unpickler(WatchedReaders, pickle.Unpickler):
    """Python's own."""


class _JoblibUnpickler(WatchedReaders, numpy_pickle.NumpyUnpickler):  # type: ignore[misc]
    """joblib's, which takes no other one than that of this name."""


numpy_pickle.NumpyUnpickler = _JoblibUnpickler


def _read_joblib(path: Path) -> object:
    return joblib.load(path)


def _read_pickle(path: Path) -> object:
    with path.open("rb") as file:
        return _Unpickler(file).load()


def framework_of(model: object) -> str:
    """By the module of the object's class: "sklearn" is looked for first, so XGBoost's wrappers count as it."""
    modules = [cls.__module__ for cls in type(model).__mro__]
    for word, framework in (("sklearn", "SCIKIT_LEARN"), ("xgboost", "XGBOOST")):
        if any(word in module for module in modules):
            return framework
    raise invalid_type(model, "an exported scikit-learn model or pipeline, or an XGBoost Booster")


def invalid_type(model: object, wanted: str) -> PredictionError:
    """The error for a file that holds something else than a model of its framework."""
    name = type(model).__name__
    return PredictionError(
        Code.LOAD, f"Invalid model type detected: {name}. Please make sure the model file is {wanted}."
    )
