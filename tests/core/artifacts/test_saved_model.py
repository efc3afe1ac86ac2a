"""SavedModels that TensorFlow wrote are described."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from core.artifacts.conftest import codes
from modelport.artifacts import Tensor, inspect


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`dense`: one input, a variable; `mixed`: several inputs, no variable; `image`: encoded bytes; `fixed`, `bare`."""
    import tensorflow as tf

    class Dense(tf.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.weights = tf.Variable(tf.ones([4, 3]))

        @tf.function  # type: ignore[untyped-decorator]
        def __call__(self, x: Any) -> Any:
            return {"scores": x @ self.weights}

    base = tmp_path_factory.mktemp("exports")
    floats = tf.TensorSpec([None, 4], tf.float32, name="x")
    dense = Dense()
    tf.saved_model.save(dense, base / "dense", signatures=dense.__call__.get_concrete_function(floats))
    specs = {
        "mixed": {"x": floats, "word": tf.TensorSpec([None], tf.string), "n": tf.TensorSpec([None, 2, None], tf.int64)},
        "image": {"image_bytes": tf.TensorSpec([None], tf.string)},
        "fixed": {"x": tf.TensorSpec([1, 4], tf.float32)},
    }
    for name, inputs in specs.items():
        _save(tf, base / name, {"serving_default": inputs})
    _save(tf, base / "two", {"first": specs["fixed"], "second": specs["image"]})
    _save(tf, base / "bare", {})
    calling = tf.Module()
    calling.call = tf.function(lambda x: tf.reshape(tf.numpy_function(lambda row: row, [x], tf.float32), [-1, 4]))
    tf.saved_model.save(calling, base / "python", signatures=calling.call.get_concrete_function(floats))
    return base


def _save(tf: Any, path: Path, signatures: dict[str, Any]) -> None:
    module = tf.Module()
    functions = {
        name: tf.function(lambda **tensors: {f"{key}_out": tf.identity(value) for key, value in tensors.items()})
        .get_concrete_function(**{key: tf.TensorSpec(spec.shape, spec.dtype, key) for key, spec in inputs.items()})
        for name, inputs in signatures.items()
    }  # fmt: skip
    module.functions = list(functions.values())
    tf.saved_model.save(module, path, signatures=functions or None)


def test_a_saved_model_is_described(exports: Path) -> None:
    import tensorflow as tf

    report = inspect(exports / "dense")
    assert codes(report) == []
    assert report.found == f"dense: SavedModel, serving_default(x: float32[-1,4]), TensorFlow {tf.__version__}"
    assert (report.framework, report.model_file) == ("TENSORFLOW", "saved_model.pb")
    assert report.library_version == tf.__version__
    assert [signature.name for signature in report.signatures] == ["serving_default"]
    assert report.signatures[0].outputs == (Tensor("scores", "float32", (-1, 3)),)
    assert report.sample_instances == ([0.0] * 4,)
    assert "variables/variables.index" in [file.path for file in report.files]


def test_several_inputs_make_an_object(exports: Path) -> None:
    report = inspect(exports / "mixed")
    assert codes(report) == []
    assert report.sample_instances == ({"x": [0.0] * 4, "word": "", "n": [[0], [0]]},)


def test_no_sample_is_made_up_for_encoded_bytes(exports: Path) -> None:
    assert inspect(exports / "image").sample_instances == ()


def test_a_fixed_batch_is_a_warning(exports: Path) -> None:
    assert codes(inspect(exports / "fixed")) == ["fixed-batch"]


def test_signatures_without_a_default_are_a_warning(exports: Path) -> None:
    report = inspect(exports / "two")
    assert codes(report) == ["no-serving-default"]
    assert [signature.name for signature in report.signatures] == ["first", "second"]


def test_a_call_into_python_is_an_error(exports: Path) -> None:
    assert codes(inspect(exports / "python")) == ["python-operation"]


def test_no_signature_is_an_error(exports: Path) -> None:
    assert codes(inspect(exports / "bare")) == ["no-signature"]


@pytest.mark.parametrize("source", ["", "1700000000", "1700000000/saved_model.pb"])
def test_the_newest_export_is_taken_from_its_base_and_from_within(exports: Path, tmp_path: Path, source: str) -> None:
    for number in ("99", "1600000000", "1700000000") if not source else ("1700000000",):
        shutil.copytree(exports / "dense", tmp_path / "export" / number)
    report = inspect(tmp_path / "export" / source)
    assert report.root == str(tmp_path / "export" / "1700000000")
    assert codes(report) == []
    assert "1700000000" in report.found
    assert ("newest of 3" in report.found) == (not source)
    assert all(not file.path.startswith("1") for file in report.files)


def test_a_saved_model_that_lies_deeper_is_proposed(exports: Path, tmp_path: Path) -> None:
    shutil.copytree(exports / "dense", tmp_path / "out" / "best" / "final")
    (tmp_path / "notes.txt").write_text("try the second one")
    report = inspect(tmp_path)
    assert codes(report) == ["saved-model-nested"]
    assert report.root == str(tmp_path / "out" / "best" / "final")


def test_missing_variables_are_an_error_only_where_the_graph_has_some(exports: Path, tmp_path: Path) -> None:
    for name in ("dense", "mixed"):
        shutil.copytree(exports / name, tmp_path / name)
        shutil.rmtree(tmp_path / name / "variables")
    assert codes(inspect(tmp_path / "dense")) == ["variables-missing"]
    assert codes(inspect(tmp_path / "mixed")) == []


def test_a_missing_part_of_the_variables_is_an_error(exports: Path, tmp_path: Path) -> None:
    shutil.copytree(exports / "dense", tmp_path / "dense")
    (tmp_path / "dense" / "variables" / "variables.data-00000-of-00001").unlink()
    assert codes(inspect(tmp_path / "dense")) == ["variables-missing"]


def test_a_graph_without_the_serve_tag_is_an_error(exports: Path, tmp_path: Path) -> None:
    shutil.copytree(exports / "dense", tmp_path / "dense")
    graph = tmp_path / "dense" / "saved_model.pb"
    graph.write_bytes(graph.read_bytes().replace(b"\x22\x05serve", b"\x22\x05train"))
    assert codes(inspect(tmp_path / "dense")) == ["no-serve-tag"]


def test_a_truncated_graph_is_an_error(exports: Path, tmp_path: Path) -> None:
    content = (exports / "dense" / "saved_model.pb").read_bytes()
    for size in range(1, len(content), 97):
        (tmp_path / "saved_model.pb").write_bytes(content[:size])
        report = inspect(tmp_path)
        assert (report.framework, codes(report)[0]) == ("TENSORFLOW", "truncated")


def test_two_graphs_in_one_directory_are_an_error(exports: Path, tmp_path: Path) -> None:
    shutil.copytree(exports / "dense", tmp_path / "dense")
    (tmp_path / "dense" / "saved_model.pbtxt").write_text('meta_graphs { meta_info_def { tags: "serve" } }')
    assert codes(inspect(tmp_path / "dense")) == ["two-models"]


def test_the_text_form_gives_its_version(tmp_path: Path) -> None:
    text = 'meta_graphs {\n meta_info_def {\n tags: "serve"\n tensorflow_version: "2.11.0"\n }\n}\n'
    (tmp_path / "saved_model.pbtxt").write_text(text)
    report = inspect(tmp_path)
    assert (report.library_version, codes(report)) == ("2.11.0", [])


def test_a_pickle_beside_a_saved_model_is_never_looked_at(exports: Path, tmp_path: Path) -> None:
    shutil.copytree(exports / "dense", tmp_path / "dense")
    (tmp_path / "dense" / "model.pkl").write_bytes(b"\x80\x04N.")
    report = inspect(tmp_path / "dense")
    assert (codes(report), report.problems[0].severity, report.framework) == (["two-models"], "warning", "TENSORFLOW")
