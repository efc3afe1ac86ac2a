"""Random forests without what scikit-learn does around each tree, where that changes no answer."""

import warnings
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor

from . import probing
from .base import Array, JsonObject

CLASSIFIERS = (RandomForestClassifier, ExtraTreesClassifier)
REGRESSORS = (RandomForestRegressor, ExtraTreesRegressor)
PROBED_TREES = 100


class Forest:
    """The mean of the trees' own answers, added up in the library's order; `takes` says for which calls."""

    def __init__(self, model: Any) -> None:
        self._trees = [estimator.tree_ for estimator in model.estimators_]
        self._classes: Array | None = model.classes_ if type(model) in CLASSIFIERS else None
        self._features: int = model.n_features_in_

    def takes(self, rows: Array, options: JsonObject) -> bool:
        """Whole rows of finite numbers within the range of float32, and no option."""
        if options or rows.ndim != 2 or rows.shape[1] != self._features or rows.dtype.kind not in "iuf":
            return False
        return bool((np.abs(rows) < np.finfo(np.float32).max).all())

    def predict(self, rows: Array) -> Array:
        """What the model's `predict` gives."""
        single = np.ascontiguousarray(rows, np.float32)
        total = np.zeros((len(rows), 1 if self._classes is None else len(self._classes)))
        for tree in self._trees:
            total += tree.predict(single)
        total /= len(self._trees)
        return total[:, 0] if self._classes is None else self._classes.take(total.argmax(axis=1), axis=0)


def without_overhead(model: Any) -> Forest | None:
    """The fast path of a forest with one output, or None where it fails or differs on any probe."""
    if type(model) not in CLASSIFIERS + REGRESSORS:
        return None
    try:
        if model.n_outputs_ != 1:
            return None
        forest = Forest(model)
        rows = probing.rows_at(_thresholds(model), sum(tree.max_depth for tree in forest._trees))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return forest if probing.agree(forest.predict, model.predict, rows) else None
    except (AttributeError, TypeError, ValueError):
        return None


def _thresholds(model: Any) -> list[Array]:
    """The values that trees split at, by feature."""
    trees = [estimator.tree_ for estimator in model.estimators_[:PROBED_TREES]]
    features = np.concatenate([tree.feature for tree in trees])
    values = np.concatenate([tree.threshold for tree in trees])
    return [values[features == feature] for feature in range(model.n_features_in_)]
