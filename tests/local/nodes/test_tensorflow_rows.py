"""A SavedModel's requests share a run only where rows that were made up show that it answers each by itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf

from modelport_local.nodes.models.tensorflow import Signature

NUMBERS = tf.TensorSpec([None, 3], tf.float32, "x")
PLACES = tf.TensorSpec([None, 2], tf.int64, "x")
TEXTS = tf.TensorSpec([None], tf.string, "x")
OPEN = tf.TensorSpec([None, None], tf.float32, "x")
TABLE = tf.constant([[0.5, 1.0], [2.0, 3.0], [4.0, 5.0]])


@pytest.mark.parametrize(
    ("function", "spec", "expected"),
    [
        (lambda x: tf.reduce_sum(x, axis=1), NUMBERS, True),
        (lambda x: tf.nn.softmax(x), OPEN, True),
        (lambda x: tf.gather(TABLE, x), PLACES, True),
        (lambda x: tf.strings.length(x), TEXTS, True),
        (lambda x: tf.nn.softmax(x, axis=0), NUMBERS, False),
        (lambda x: x - tf.reduce_mean(x, axis=0), NUMBERS, False),
        (lambda x: x + tf.random.normal([3]), NUMBERS, False),
        (lambda x: tf.cast(tf.gather(x, [0]), tf.float32) + tf.cast(x, tf.float32), PLACES, False),
        (lambda x: tf.io.decode_raw(tf.io.decode_base64(x), tf.float32, fixed_length=8), TEXTS, False),
    ],
)
def test_a_signature_that_looks_at_other_rows_or_cannot_be_tried_answers_each_request_alone(
    function: Callable[[Any], Any], spec: Any, expected: bool, tmp_path: Path
) -> None:
    module = tf.Module()
    served = tf.function(function, input_signature=[spec])
    tf.saved_model.save(module, str(tmp_path), {"serving_default": served})
    model = tf.saved_model.load(str(tmp_path))
    assert Signature("serving_default", model.signatures["serving_default"]).batches is expected
