"""A SavedModel's requests share a run only where rows that were made up show that it answers each by itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf

from modelport_local.nodes.models.base import PredictionError
from modelport_local.nodes.models.tensorflow import Signature, TensorFlowPredictor
from modelport_local.nodes.models.tf_defaults import defaults_of

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


def export_of_tensorflow_1(folder: Path) -> Path:
    """As `SavedModelBuilder` wrote them: an input with a default, a squeezed output, and a scalar beside it."""
    tf1 = tf.compat.v1
    with tf.Graph().as_default() as graph, tf1.Session(graph=graph) as session:
        x = tf1.placeholder(tf.float32, [None, 2], "x")
        keep = tf1.placeholder_with_default(tf.constant(0.5), [], "keep")
        y, total = tf.squeeze(tf.reduce_sum(x, axis=1, keepdims=True) * keep), tf.reduce_sum(x)
        info = tf1.saved_model.build_tensor_info
        served = {
            "serving_default": tf1.saved_model.build_signature_def({"x": info(x), "keep": info(keep)}, {"y": info(y)}),
            "beside": tf1.saved_model.build_signature_def({"x": info(x)}, {"rows": info(x), "total": info(total)}),
        }
        builder = tf1.saved_model.Builder(str(folder / "export"))
        builder.add_meta_graph_and_variables(session, ["serve"], served)
        builder.save()
    return folder / "export"


def test_an_input_with_a_default_need_not_be_given_and_a_scalar_is_one_row(tmp_path: Path) -> None:
    folder = export_of_tensorflow_1(tmp_path)
    model = tf.saved_model.load(str(folder), tags=["serve"])
    predictor = TensorFlowPredictor(model, defaults_of(model, folder))

    def answer(instances: list[Any], **options: Any) -> list[Any]:
        return predictor.run(predictor.prepare(instances, options)).values

    assert answer([{"x": [1, 2]}]) == [1.5]
    assert answer([{"x": [1, 2]}, {"x": [3, 4]}]) == [1.5, 3.5]
    assert answer([[1, 2]], signature_name="beside") == [{"rows": [1.0, 2.0], "total": 3.0}]
    with pytest.raises(PredictionError, match="differing sizes in the batch"):
        answer([[1, 2], [3, 4]], signature_name="beside")
    with pytest.raises(PredictionError, match="x was missing"):
        answer([{}])
