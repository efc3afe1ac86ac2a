"""XGBoost without a DMatrix: prediction in place, where it answers as the library's usual way does."""

from collections.abc import Callable

import msgspec
import numpy as np
import xgboost

from . import probing
from .base import Array, JsonObject

PROBED_ROUNDS = 50


class _Tree(msgspec.Struct):
    split_indices: list[int] = []
    split_conditions: list[float] = []


class _Trees(msgspec.Struct):
    trees: list[_Tree] = []


class _Ensemble(msgspec.Struct):
    model: _Trees


class _Learner(msgspec.Struct):
    gradient_booster: _Ensemble


class _Document(msgspec.Struct):
    learner: _Learner


class InPlace:
    """In-place prediction; `takes` says which calls it is the same for."""

    def __init__(self, booster: xgboost.Booster) -> None:
        self._booster = booster
        self._features = booster.num_features()

    def takes(self, rows: Array, options: JsonObject) -> bool:
        """Whole rows without infinity, which a DMatrix refuses, and no option."""
        return not options and rows.ndim == 2 and rows.shape[1] == self._features and not np.isinf(rows).any()

    def predict(self, rows: Array) -> Array:
        """What `Booster.predict` gives for a DMatrix of these rows."""
        return np.asarray(self._booster.inplace_predict(rows, validate_features=False))


def in_place(booster: xgboost.Booster, library: Callable[[Array], Array]) -> InPlace | None:
    """The fast path, or None where it fails or differs from `library` on any probe."""
    if "c" in (booster.feature_types or []) or not booster.num_features():
        return None
    fast = InPlace(booster)
    try:
        rounds = booster.num_boosted_rounds()
        probed = min(rounds, PROBED_ROUNDS)
        thresholds, trees = _thresholds(booster[:probed], booster.num_features())
        rows = probing.rows_at(thresholds, trees * rounds // probed)
        rows[::7, :] = np.where(np.arange(rows.shape[1]) % 2, rows[::7, :], np.nan)
        return fast if probing.agree(fast.predict, library, rows) else None
    except (xgboost.core.XGBoostError, msgspec.MsgspecError, ArithmeticError, ValueError):
        return None


def _thresholds(booster: xgboost.Booster, features: int) -> tuple[list[Array], int]:
    """The values that trees split at, by feature, and how many trees there are."""
    document = msgspec.json.decode(bytes(booster.save_raw("json")), type=_Document)
    trees = document.learner.gradient_booster.model.trees
    indices = np.array([index for tree in trees for index in tree.split_indices], int)
    values = np.array([value for tree in trees for value in tree.split_conditions], np.float32)
    return [values[indices == feature] for feature in range(features)], len(trees)
