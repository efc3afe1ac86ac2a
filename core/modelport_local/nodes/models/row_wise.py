"""Whether a scikit-learn model answers each row by itself, told by the types of everything that it is made of.

Only then may requests share a run. Nothing in the library's own `predict` and `transform` looks at other rows;
functions that a model was given, and classes from elsewhere, may.
"""

from collections.abc import Iterator

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.preprocessing import FunctionTransformer

LIBRARIES = frozenset({"sklearn", "xgboost", "lightgbm"})
OF_ONE_TEXT = "sklearn.feature_extraction."
"""Functions given to what is in there get one text at a time."""
MOST_PARTS = 10_000


def is_row_wise(model: object) -> bool:
    """True where every part is known to be; False for what is unknown, or has too many parts to be looked at."""
    seen: set[int] = set()
    waiting: list[object] = [model]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if len(seen) > MOST_PARTS or not _is_known(part):
            return False
        waiting += [value for value in _attributes(part) if isinstance(value, BaseEstimator)]
    return True


def _is_known(part: object) -> bool:
    if isinstance(part, FunctionTransformer):
        return part.func is None or isinstance(part.func, np.ufunc)
    if not _is_of_a_library(type(part)):
        return False
    takes_one_text = type(part).__module__.startswith(OF_ONE_TEXT)
    return takes_one_text or all(_is_of_a_library(each) for each in _attributes(part) if _is_given_function(each))


def _is_given_function(value: object) -> bool:
    return callable(value) and not isinstance(value, type | BaseEstimator | np.ufunc)


def _is_of_a_library(thing: object) -> bool:
    return str(getattr(thing, "__module__", "")).partition(".")[0] in LIBRARIES


def _attributes(part: object) -> Iterator[object]:
    """The values of its attributes; of lists, tuples, mappings and arrays of objects, what they hold."""
    values: list[object] = list(vars(part).values()) if hasattr(part, "__dict__") else []
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list | tuple):
            values += value[:MOST_PARTS]
        elif isinstance(value, np.ndarray) and value.dtype == object:
            values += value.ravel()[:MOST_PARTS].tolist()
        else:
            yield value
