"""A fast path is taken only where it gives exactly the library's answers on rows made to tell the two apart."""

from collections.abc import Callable

import numpy as np

from .base import Array

MOST_ROWS, LEAST_ROWS = 4096, 64
MOST_VALUES = 1_000_000
MOST_VISITS = 1_000_000
Predict = Callable[[Array], Array]


def rows_at(thresholds: list[Array], trees: int = 1) -> Array:
    """Rows of float32 at, just below and just above each feature's thresholds, and far from them.

    Fewer rows for more features and for more trees, so that a large model does not load noticeably more slowly.
    """
    generator = np.random.default_rng(0)
    features = max(1, len(thresholds))
    count = max(LEAST_ROWS, min(MOST_ROWS, MOST_VALUES // features, MOST_VISITS // max(1, trees)))
    return np.column_stack([generator.choice(_around(values), count) for values in thresholds])


def _around(values: Array) -> Array:
    at = np.unique(np.asarray(values, np.float32))
    below, above = np.nextafter(at, np.float32(-np.inf)), np.nextafter(at, np.float32(np.inf))
    return np.concatenate([at, below, above, np.array([0.0, -1e6, 1e6], np.float32)])


def agree(fast: Predict, library: Predict, rows: Array) -> bool:
    """Whether both give the same values, types and shapes, bit for bit, for one row and for many at once."""
    return all(_same(fast(part), library(part)) for part in (rows, rows[:1], rows[1:3]))


def _same(left: Array, right: Array) -> bool:
    return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
