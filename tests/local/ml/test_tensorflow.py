"""SavedModels with one and with several inputs and outputs, texts and bytes."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
import tensorflow as tf

from local.ml.platform import Cloud, Platform


class Doubler(tf.Module):  # type: ignore[misc]
    """Signatures over a row of three floats, over two named inputs, and over bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.factor = tf.Variable(2.0)

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, "x")])  # type: ignore[untyped-decorator]
    def double(self, x: Any) -> dict[str, Any]:
        return {"y": tf.reduce_sum(x, axis=1) * self.factor}

    @tf.function(  # type: ignore[untyped-decorator]
        input_signature=[tf.TensorSpec([None], tf.float32, "a"), tf.TensorSpec([None], tf.int32, "b")]
    )
    def add(self, a: Any, b: Any) -> dict[str, Any]:
        return {"sum": a + tf.cast(b, tf.float32), "count": b}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, "image_bytes")])  # type: ignore[untyped-decorator]
    def echo(self, image_bytes: Any) -> dict[str, Any]:
        return {"echo_bytes": image_bytes, "length": tf.strings.length(image_bytes)}


@pytest.fixture(scope="module")
def saved_model(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the SavedModel."""
    module, root = Doubler(), tmp_path_factory.mktemp("saved")
    signatures = {"serving_default": module.double, "add": module.add, "echo": module.echo}
    tf.saved_model.save(module, str(root), signatures=signatures)
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def served(platform: Platform, saved_model: dict[str, bytes]) -> Iterator[Cloud]:
    """One READY version for all tests of this module."""
    cloud = Cloud(platform, "project-tensorflow")
    cloud.create_model()
    operation = cloud.create_version(cloud.upload(saved_model))
    assert operation["response"]["framework"] == "TENSORFLOW", operation
    yield cloud
    cloud.service.close()


def test_a_single_input_may_be_given_bare_or_by_name(served: Cloud) -> None:
    rows = [[1.0, 2.0, 3.5], [0.1, 0.2, 0.3]]
    expected = (tf.reduce_sum(tf.constant(rows), axis=1) * 2.0).numpy().tolist()
    assert served.predict({"instances": rows}) == (200, {"predictions": expected})
    assert served.predict({"instances": [{"x": row} for row in rows]}) == (200, {"predictions": expected})


def test_several_outputs_are_objects(served: Cloud) -> None:
    body = {"signature_name": "add", "instances": [{"a": 1.5, "b": 2}, {"a": 0.5, "b": 3}]}
    expected = [{"sum": 3.5, "count": 2}, {"sum": 3.5, "count": 3}]
    assert served.predict(body) == (200, {"predictions": expected})


def test_bytes_travel_as_base64(served: Cloud) -> None:
    text = {"b64": base64.b64encode(b"\xff\x00raw").decode()}
    status, answer = served.predict({"signature_name": "echo", "instances": [text, {"image_bytes": text}]})
    assert (status, answer) == (200, {"predictions": [{"echo_bytes": text, "length": 5}] * 2})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"instances": [[1, 2, 3]], "signature_name": "nope"}, "No signature found for signature key nope"),
        ({"instances": [{"z": [1, 2, 3]}]}, "Unexpected tensor name: z"),
        ({"instances": [{"a": 1}], "signature_name": "add"}, "b was missing in at least one"),
        ({"instances": [1, 2], "signature_name": "add"}, "Input mismatch"),
        ({"instances": [["p", "q", "r"]]}, "Error processing input x"),
        ({"instances": [[1, 2]]}, "shape"),
        ({"instances": [{"b64": "!"}], "signature_name": "echo"}, "Error processing input"),
    ],
)
def test_a_bad_instance_is_refused_with_the_reason(served: Cloud, body: dict[str, Any], reason: str) -> None:
    status, answer = served.predict(body)
    assert status == 400
    assert reason in answer["error"]


def test_a_damaged_saved_model_fails_with_the_reason(served: Cloud, saved_model: dict[str, bytes]) -> None:
    operation = served.create_version(served.upload(saved_model | {"saved_model.pb": b"no protobuf"}), name="damaged")
    assert "Failed to load model: Could not load the model: saved_model.pb." in operation["error"]["message"]


def test_the_parent_of_the_export_is_recognised(served: Cloud, saved_model: dict[str, bytes]) -> None:
    nested = {f"1700000000/{name}": content for name, content in saved_model.items()}
    uri = served.upload(nested)
    operation = served.create_version(uri, name="parent", framework="TENSORFLOW")
    assert "is expected to contain exactly one of: [saved_model.pb, saved_model.pbtxt]" in operation["error"]["message"]
    assert f"Did you mean {uri}1700000000/?" in operation["error"]["message"]


def test_the_log_names_the_library(served: Cloud) -> None:
    assert any(f"served by tensorflow {tf.__version__}" in entry["textPayload"] for entry in served.log())
