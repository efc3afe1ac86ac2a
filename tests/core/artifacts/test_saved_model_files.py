"""SavedModels that lack files or parts of them, or whose answers have no form."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.artifacts.conftest import codes
from modelport.artifacts import inspect
from modelport.artifacts.stream import Corrupt, TooMuch
from modelport.artifacts.tensorflow.checkpoint import read_index

DATA, INDEX = "variables/variables.data-00000-of-00001", "variables/variables.index"


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`variables`: many of them; `table` reads a file of words when it is loaded, `file` only names one; `complex`."""
    import tensorflow as tf

    base = tmp_path_factory.mktemp("exports")
    words = base / "words.txt"
    words.write_text("red\nblue\n")
    floats, texts = tf.TensorSpec([None, 2], tf.float32, name="x"), tf.TensorSpec([None], tf.string, name="x")

    many = tf.Module()
    many.weights = [tf.Variable(tf.ones([size])) for size in range(1, 60)]
    _save(tf, base / "variables", many, lambda x: {"y": x + many.weights[0]}, floats)
    table, kind = tf.Module(), tf.lookup.TextFileIndex
    reader = tf.lookup.TextFileInitializer(
        str(words), tf.string, kind.WHOLE_LINE, tf.int64, kind.LINE_NUMBER
    )  # fmt: skip
    table.table = tf.lookup.StaticVocabularyTable(reader, 1)
    _save(tf, base / "table", table, lambda x: {"y": table.table.lookup(x)}, texts)
    named = tf.Module()
    named.asset = tf.saved_model.Asset(str(words))
    _save(tf, base / "file", named, lambda x: {"y": x}, floats)
    _save(tf, base / "complex", tf.Module(), lambda x: {"y": tf.cast(x, tf.complex64)}, floats)
    _save(tf, base / "sum", tf.Module(), lambda x: {"y": tf.reduce_sum(x)}, floats)
    _save(tf, base / "sum-and-rows", tf.Module(), lambda x: {"y": tf.reduce_sum(x), "z": x}, floats)
    return base


def _save(tf: Any, path: Path, module: Any, function: Any, spec: Any) -> None:
    module.call = tf.function(function, input_signature=[spec])
    tf.saved_model.save(module, str(path), signatures={"serving_default": module.call})


def _loads(path: Path) -> bool:
    import tensorflow as tf

    try:
        tf.saved_model.load(str(path))
    except (tf.errors.OpError, OSError, ValueError, IndexError):
        return False
    return True


def copied(exports: Path, name: str, to: Path) -> Path:
    """A copy that may be spoiled."""
    return Path(shutil.copytree(exports / name, to / name))


@pytest.mark.parametrize("name", ["variables", "table", "file"])
def test_a_whole_export_has_no_problem(exports: Path, name: str) -> None:
    assert codes(inspect(exports / name)) == []


@pytest.mark.parametrize("cut", [1, 10_000, None], ids=str)
def test_data_that_are_shorter_than_the_index_says_are_an_error(exports: Path, cut: int | None, tmp_path: Path) -> None:
    path = copied(exports, "variables", tmp_path)
    whole = (path / DATA).read_bytes()
    (path / DATA).write_bytes(whole[: -cut if cut else 0])
    report = inspect(path)
    assert codes(report) == ["truncated"]
    assert f"of at least {len(whole):,}: it is cut short" in report.problems[0].message
    assert not _loads(path)


def test_data_that_are_longer_are_no_problem(exports: Path, tmp_path: Path) -> None:
    path = copied(exports, "variables", tmp_path)
    with (path / DATA).open("ab") as file:
        file.write(b"more")
    assert codes(inspect(path)) == []
    assert _loads(path)


def test_a_shard_that_the_index_names_and_nobody_copied_is_an_error(exports: Path, tmp_path: Path) -> None:
    path = copied(exports, "variables", tmp_path)
    (path / DATA).rename(path / "variables/variables.data-00001-of-00002")
    report = inspect(path)
    assert codes(report) == ["variables-missing"]
    assert DATA in report.problems[0].message
    assert not _loads(path)


def test_an_index_that_is_cut_short_is_an_error(exports: Path, tmp_path: Path) -> None:
    path = copied(exports, "variables", tmp_path)
    (path / INDEX).write_bytes((path / INDEX).read_bytes()[:-60])
    assert codes(inspect(path)) == ["corrupt"]
    assert not _loads(path)


@pytest.mark.parametrize(("name", "severity"), [("table", "error"), ("file", "warning")])
def test_a_lost_asset_is_an_error_where_it_is_read_while_loading(
    exports: Path, name: str, severity: str, tmp_path: Path
) -> None:
    path = copied(exports, name, tmp_path)
    (path / "assets/words.txt").unlink()
    (problem,) = inspect(path).problems
    assert (problem.code, problem.severity) == ("artifact.assets-missing", severity)
    assert "assets/words.txt, which is missing" in problem.message
    assert _loads(path) is (severity == "warning")


def test_an_output_that_no_answer_can_hold_is_an_error(exports: Path) -> None:
    report = inspect(exports / "complex")
    assert codes(report) == ["output-type"]
    assert report.problems[0].severity == "error"
    assert "y is complex64" in report.problems[0].message


@pytest.mark.parametrize(("name", "words"), [("sum", "get one answer"), ("sum-and-rows", "are an error")])
def test_an_output_that_is_a_single_value_is_a_warning(exports: Path, name: str, words: str) -> None:
    (problem,) = inspect(exports / name).problems
    assert (problem.code, problem.severity) == ("artifact.fixed-batch", "warning")
    assert f"has shape []: several instances {words}" in problem.message


def test_the_index_gives_the_size_that_the_data_have(exports: Path) -> None:
    checkpoint = read_index((exports / "variables" / INDEX).read_bytes())
    assert checkpoint.shards == 1
    assert checkpoint.sizes == {0: (exports / "variables" / DATA).stat().st_size}


def test_an_index_of_any_bytes_ends_in_an_answer(exports: Path) -> None:
    whole = (exports / "variables" / INDEX).read_bytes()
    chance = random.Random(0)
    for _ in range(100):
        spoiled = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            spoiled[chance.randrange(len(whole) - 8)] = chance.randrange(256)
        try:
            read_index(bytes(spoiled))
        except (Corrupt, TooMuch):
            continue
