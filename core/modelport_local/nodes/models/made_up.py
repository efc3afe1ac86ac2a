"""Rows that nobody asked about, with which a SavedModel shows whether it answers each row by itself."""

from typing import Any

import numpy as np
import tensorflow as tf

from .base import Array

ROWS, OPEN_SIZE = 4, 4
"""How many rows are made up, and the size of a dimension that the signature leaves open."""


def rows(spec: Any) -> Array:
    """Rows for an input: texts, decimals of several sizes, or zeros and ones, which may be places in a table."""
    generator = np.random.default_rng(0)
    shape = [ROWS, *(OPEN_SIZE if size is None else size for size in spec.shape.as_list()[1:])]
    if spec.dtype == tf.string:
        texts = np.array([f"text {number}".encode() for number in range(ROWS)], dtype=object)
        return np.broadcast_to(texts.reshape(-1, *[1] * (len(shape) - 1)), shape)
    kind = spec.dtype.as_numpy_dtype
    if spec.dtype.is_floating:
        scale = np.logspace(-1, 2, ROWS).reshape(-1, *[1] * (len(shape) - 1))
        return (generator.normal(size=shape) * scale).astype(kind)
    return generator.integers(0, 2, shape).astype(kind)


def agree(left: Array, right: Array) -> bool:
    """Equal up to a library's own rounding between batch sizes."""
    if left.dtype.kind not in "fcV":
        return bool(np.array_equal(left, right))
    left, right = left.astype(np.float64), right.astype(np.float64)
    largest = float(np.nanmax(np.abs(right), initial=1.0))
    return bool(np.allclose(left, right, rtol=1e-3, atol=1e-5 * largest, equal_nan=True))
