"""From a staged directory to a predictor: which framework, which file, and a probe with one made-up instance."""

import contextlib
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import cast

from .models.base import Code, PredictionError, Predictor
from .models.guard import refusing_calls
from .spec import NodeSpec

FRAMEWORKS = {"SCIKIT_LEARN": "scikit_learn", "XGBOOST": "xgboost", "TENSORFLOW": "tensorflow"}


def load(spec: NodeSpec) -> Predictor:
    """The predictor for a spec; raises PredictionError with the reason in the platform's words."""
    sys.path[:0] = spec.python_path
    model_dir = Path(spec.model_dir)
    if spec.prediction_class:
        from .models import routine

        return routine.load(model_dir, spec.prediction_class)
    with contextlib.nullcontext() if spec.trusted else refusing_calls():
        predictor = _load_files(spec, model_dir)
    predictor.has_own_code = bool(spec.python_path)
    predictor.batches |= bool(spec.batching)
    return predictor


def _load_files(spec: NodeSpec, model_dir: Path) -> Predictor:
    if spec.framework:
        return cast(Predictor, _module(spec.framework).load(model_dir))
    return _load_pickled(model_dir)


def _load_pickled(model_dir: Path) -> Predictor:
    """A joblib or pickle file whose class decides the framework."""
    from .models import pickled

    found = pickled.read(model_dir)
    if found is None:
        raise PredictionError(Code.LOAD, f"Could not find {pickled.JOBLIB} or {pickled.PICKLE} in the directory.")
    return cast(Predictor, _module(pickled.framework_of(found[0])).wrap(*found))


def _module(framework: str) -> ModuleType:
    try:
        return importlib.import_module(f".models.{FRAMEWORKS[framework]}", __package__)
    except ModuleNotFoundError as error:
        reason = f"{framework} models need a library that is not installed here: {error}."
        raise PredictionError(Code.LOAD, reason) from error


def probe(predictor: Predictor) -> str:
    """What one made-up instance brought, in words; a model that refuses it may still be a good model."""
    sample = predictor.sample()
    if sample is None:
        return "not probed: the model does not say what it takes"
    try:
        call = predictor.prepare([sample], {})
        return f"probe answered {str(predictor.run(call).values)[:200]}"
    except PredictionError as error:
        return f"probe refused: {error.detail}"
