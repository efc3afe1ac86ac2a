"""The right file is chosen from a directory, by content rather than by name, and everything below it is uploaded."""

import pickle
import shutil
import socket
from pathlib import Path
from typing import Any

import joblib
import pytest
import xgboost

from core.artifacts.conftest import codes
from modelport.artifacts import inspect, inspect_tree
from modelport.artifacts.tree import LocalTree
from modelport.errors import ArtifactError


def test_everything_below_the_directory_is_listed(estimators: dict[str, Any], tmp_path: Path) -> None:
    joblib.dump(estimators["regression"], tmp_path / "model.joblib")
    for path in (".hidden", "__pycache__/a.pyc", "deep/er/notes.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    report = inspect(tmp_path)
    assert [file.path for file in report.files] == [".hidden", "__pycache__/a.pyc", "deep/er/notes.txt", "model.joblib"]
    assert codes(report) == ["other-files"]
    assert report.total_bytes == 3 + (tmp_path / "model.joblib").stat().st_size


def test_a_file_that_is_given_is_the_only_one(estimators: dict[str, Any], tmp_path: Path) -> None:
    joblib.dump(estimators["regression"], tmp_path / "model.joblib")
    (tmp_path / "other.txt").write_text("x")
    report = inspect(tmp_path / "model.joblib")
    assert [file.path for file in report.files] == ["model.joblib"]
    assert (report.root, report.staged_as) == (str(tmp_path), ())


@pytest.mark.parametrize("name", ["clf.pkl", "final.sav", "model", "modèle [bold].dat"])
@pytest.mark.parametrize("as_directory", [False, True])
def test_another_name_is_staged_under_the_platforms(
    estimators: dict[str, Any], tmp_path: Path, name: str, as_directory: bool
) -> None:
    (tmp_path / name).write_bytes(pickle.dumps(estimators["forest"]))
    report = inspect(tmp_path if as_directory else tmp_path / name)
    assert codes(report) == ["file-name"]
    assert report.problems[0].severity == "info"
    assert report.staged_as == ((name, "model.pkl"),)
    assert report.found.startswith(f"{name}: RandomForestClassifier")


def test_a_joblib_file_named_as_a_pickle_is_staged_for_the_reader_that_can_load_it(
    estimators: dict[str, Any], tmp_path: Path
) -> None:
    joblib.dump(estimators["regression"], tmp_path / "model.pkl")
    with pytest.raises(pickle.UnpicklingError), (tmp_path / "model.pkl").open("rb") as file:
        pickle.load(file)
    report = inspect(tmp_path)
    assert codes(report) == ["wrong-loader"]
    assert report.staged_as == (("model.pkl", "model.joblib"),)


def test_a_pickle_named_as_a_joblib_file_is_no_problem_since_joblib_reads_it(
    estimators: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "model.joblib").write_bytes(pickle.dumps(estimators["regression"]))
    assert joblib.load(tmp_path / "model.joblib").n_features_in_ == 4
    report = inspect(tmp_path)
    assert (codes(report), report.staged_as) == ([], ())


def test_a_pickle_named_as_a_booster_is_staged_as_a_pickle(booster: xgboost.Booster, tmp_path: Path) -> None:
    (tmp_path / "model.bst").write_bytes(pickle.dumps(booster))
    assert inspect(tmp_path).staged_as == (("model.bst", "model.pkl"),)


@pytest.mark.parametrize("other", ["model.pkl", "model.bst"])
def test_of_two_files_of_known_names_the_one_that_is_served_is_named(
    estimators: dict[str, Any], booster: xgboost.Booster, other: str, tmp_path: Path
) -> None:
    joblib.dump(estimators["regression"], tmp_path / "model.joblib")
    if other == "model.bst":
        (tmp_path / other).write_bytes(booster.save_raw("ubj"))
    else:
        (tmp_path / other).write_bytes(pickle.dumps(estimators["forest"]))
    report = inspect(tmp_path)
    assert codes(report) == ["two-models", "other-files"]
    assert report.problems[0].severity == "warning"
    assert f"serves model.joblib, and never looks at {other}." in report.problems[0].message
    assert report.model_class.endswith("LogisticRegression")
    assert codes(inspect(tmp_path / other)) == []


def test_a_second_model_under_the_name_that_the_first_needs_is_an_error(
    booster: xgboost.Booster, tmp_path: Path
) -> None:
    for name in ("model.joblib", "model.bst"):
        (tmp_path / name).write_bytes(booster.save_raw("ubj"))
    report = inspect(tmp_path)
    assert codes(report) == ["two-models", "wrong-loader"]
    assert report.problems[0].severity == "error"
    assert "model.joblib, model.bst" in report.problems[0].message


def test_two_models_of_other_names_are_an_error(estimators: dict[str, Any], tmp_path: Path) -> None:
    for name in ("a.joblib", "b.joblib"):
        joblib.dump(estimators["regression"], tmp_path / name)
    assert codes(inspect(tmp_path)) == ["two-models"]


def test_data_beside_the_model_is_no_second_model(estimators: dict[str, Any], tmp_path: Path) -> None:
    joblib.dump(estimators["regression"], tmp_path / "classifier.joblib")
    joblib.dump({"rows": [1, 2]}, tmp_path / "data.pkl")
    (tmp_path / "config.json").write_text('{"learner": 3}')
    assert codes(inspect(tmp_path)) == ["file-name", "other-files"]


def test_a_model_that_lies_deeper_is_proposed(estimators: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "out" / "best").mkdir(parents=True)
    joblib.dump(estimators["regression"], tmp_path / "out" / "best" / "model.joblib")
    report = inspect(tmp_path)
    assert codes(report) == ["model-nested"]
    assert report.root == str(tmp_path / "out" / "best")
    assert [file.path for file in report.files] == ["model.joblib"]


def test_several_models_that_lie_deeper_are_an_error(estimators: dict[str, Any], tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        joblib.dump(estimators["regression"], tmp_path / name / "model.joblib")
    report = inspect(tmp_path)
    assert codes(report) == ["two-models"]
    assert "a/, b/" in report.problems[0].message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"\x89HDF\r\n\x1a\n" + bytes(600), "keras-file"),
        (b"PK\x03\x04" + bytes(22) + b"\x0d\x00\x00\x00metadata.json{}", "keras-file"),
        (b"PK\x03\x04" + bytes(22) + b"\x10\x00\x00\x00archive/data.pkl", "not-a-model"),
        (b"PK\x03\x04" + bytes(22) + b"\x05\x00\x00\x00a.txt", "archive"),
        (b"\x04\x22\x4d\x18" + bytes(40), "lz4"),
        (b"ZF0x19c               x\x9c", "old-joblib"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "not-a-model"),
        (b"hello there\n", "not-a-model"),
        (b"city,price\nBern,3\n", "not-a-model"),
        (b"(some notes)\n", "not-a-model"),
        (b"{id: 7}\n", "not-a-model"),
        (b"\xff\xfe\x00\x01" * 200, "not-a-model"),
    ],
    ids=["empty", "h5", "keras", "torch", "zip", "lz4", "old joblib", "lfs", "text", "csv", "notes", "yaml", "bytes"],
)
def test_what_is_no_model_is_told_by_its_content(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "model.pkl").write_bytes(content)
    for source in (tmp_path, tmp_path / "model.pkl"):
        report = inspect(source)
        assert (report.framework, codes(report)) == ("", [code])
        assert report.problems[0].fix


def test_an_archive_of_a_directory_is_to_be_unpacked(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "notes.txt").write_text("x")
    path = shutil.make_archive(str(tmp_path / "model"), "gztar", tmp_path / "model")
    assert codes(inspect(path)) == ["archive"]


def test_a_directory_without_a_model_says_what_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("# hello")
    (tmp_path / "data.csv").write_text("1,2")
    report = inspect(tmp_path)
    assert codes(report) == ["nothing-recognised"]
    assert "model.joblib" in report.problems[0].message
    assert "data.csv" in report.problems[0].message


def test_a_keras_file_in_a_directory_is_what_is_told(tmp_path: Path) -> None:
    (tmp_path / "weights.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(600))
    (tmp_path / "readme.md").write_text("# hello")
    assert codes(inspect(tmp_path)) == ["keras-file"]


def test_too_many_files_are_an_error(estimators: dict[str, Any], tmp_path: Path) -> None:
    joblib.dump(estimators["regression"], tmp_path / "model.joblib")
    for number in range(1000):
        (tmp_path / f"{number}.txt").touch()
    report = inspect(tmp_path)
    assert codes(report) == ["too-many-files"]
    assert "1,001" in report.problems[0].message


def test_a_name_that_no_object_can_have_is_an_error(estimators: dict[str, Any], tmp_path: Path) -> None:
    joblib.dump(estimators["regression"], tmp_path / "model.joblib")
    (tmp_path / "a\nb").touch()
    assert codes(inspect(tmp_path)) == ["object-name"]


def test_what_is_no_file_is_left_out_and_named(estimators: dict[str, Any], tmp_path: Path) -> None:
    joblib.dump(estimators["regression"], tmp_path / "model.joblib")
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        report = inspect(tmp_path)
    assert codes(report) == ["not-files"]
    assert "broken, loop, s" in report.problems[0].message
    assert [file.path for file in report.files] == ["model.joblib"]


def test_linked_files_and_directories_are_followed(estimators: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "model").mkdir()
    joblib.dump(estimators["regression"], tmp_path / "store" / "abc")
    (tmp_path / "model" / "model.joblib").symlink_to(tmp_path / "store" / "abc")
    (tmp_path / "model" / "more").symlink_to(tmp_path / "store")
    report = inspect(tmp_path / "model")
    assert [file.path for file in report.files] == ["model.joblib", "more/abc"]
    assert codes(report) == ["other-files", "link-outside"]


def test_a_missing_path_and_an_empty_directory_raise(tmp_path: Path) -> None:
    (tmp_path / "empty" / "er").mkdir(parents=True)
    for path, words in (("nowhere", "There is no nowhere in"), ("empty", "is empty")):
        with pytest.raises(ArtifactError, match=words) as raised:
            inspect(tmp_path / path)
        assert raised.value.fix


def test_an_object_in_a_bucket_is_not_renamed_by_staging(estimators: dict[str, Any], tmp_path: Path) -> None:
    joblib.dump(estimators["regression"], tmp_path / "clf.joblib")
    report = inspect_tree(LocalTree(tmp_path), "gs://bucket/models")
    assert (codes(report), report.staged_as) == (["file-name"], ())
    assert report.problems[0].severity == "error"


def test_the_current_directory_needs_no_name(
    estimators: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inner").mkdir()
    joblib.dump(estimators["regression"], tmp_path / "inner" / "model.joblib")
    monkeypatch.chdir(tmp_path)
    assert inspect(".").found.startswith("inner/model.joblib: LogisticRegression")


def test_a_home_directory_may_be_written_with_a_tilde(
    estimators: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    joblib.dump(estimators["regression"], tmp_path / "model.joblib")
    report = inspect("~/model.joblib")
    assert (report.source, report.root) == ("~/model.joblib", str(tmp_path))
