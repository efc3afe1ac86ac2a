"""XGBoost's models are described, in its own formats and pickled."""

import pickle
import struct
from pathlib import Path

import joblib
import numpy
import pytest
import xgboost

from core.artifacts.conftest import IRIS, SPECIES, codes
from modelport.artifacts import inspect


@pytest.mark.parametrize(("name", "form"), [("model.bst", "UBJSON"), ("clf.ubj", "UBJSON"), ("clf.json", "JSON")])
def test_a_saved_booster_is_described(booster: xgboost.Booster, tmp_path: Path, name: str, form: str) -> None:
    booster.save_model(tmp_path / name)
    report = inspect(tmp_path / name)
    assert report.found == f"{name}: Booster, 4 features, multi:softprob, XGBoost {xgboost.__version__}"
    assert (report.framework, report.library_version, report.file_format) == ("XGBOOST", xgboost.__version__, form)
    assert report.base_score.startswith("[")
    assert report.sample_instances == ([0.0] * 4,)


def test_a_booster_under_another_name_is_staged_under_the_right_one_and_loads(
    booster: xgboost.Booster, tmp_path: Path
) -> None:
    booster.save_model(tmp_path / "clf.json")
    report = inspect(tmp_path / "clf.json")
    assert report.staged_as == (("clf.json", "model.bst"),)
    assert [(problem.code, problem.severity) for problem in report.problems] == [("artifact.file-name", "info")]
    (tmp_path / "clf.json").rename(tmp_path / "model.bst")
    assert xgboost.Booster(model_file=tmp_path / "model.bst").num_features() == 4


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickled_booster_is_described(booster: xgboost.Booster, tmp_path: Path, protocol: int) -> None:
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(booster, protocol=protocol))
    report = inspect(tmp_path)
    assert codes(report) == []
    assert report.found == f"model.pkl: Booster, 4 features, multi:softprob, XGBoost {xgboost.__version__}"
    assert (report.framework, report.feature_count) == ("XGBOOST", 4)


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickled_classifier_of_xgboost_is_served_as_scikit_learn(tmp_path: Path, protocol: int) -> None:
    model = xgboost.XGBClassifier(n_estimators=3, n_jobs=1).fit(IRIS, SPECIES)
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(model, protocol=protocol))
    report = inspect(tmp_path)
    assert (report.framework, codes(report)) == ("SCIKIT_LEARN", [])
    assert report.library_versions == (("xgboost", xgboost.__version__),)
    assert report.library_version == ""
    model.predict(list(report.sample_instances))


@pytest.mark.parametrize("form", ["bst", "json", "pkl"])
def test_names_of_features_in_a_booster_are_a_warning(booster: xgboost.Booster, tmp_path: Path, form: str) -> None:
    named = booster.copy()
    named.feature_names = ["length", "width", "a", "b"]
    path = tmp_path / f"model.{form}"
    if form == "pkl":
        path.write_bytes(pickle.dumps(named))
    else:
        named.save_model(path)
    report = inspect(path)
    assert report.feature_names == ("length", "width", "a", "b")
    assert "named-features" in codes(report)
    with pytest.raises(ValueError, match="feature names"):
        named.predict(xgboost.DMatrix(IRIS[:1]))


def test_a_large_json_model_is_described_by_its_edges(tmp_path: Path) -> None:
    noise = numpy.random.default_rng(0).random((5000, 5))
    data = xgboost.DMatrix(noise[:, :4], noise[:, 4], nthread=1)
    large = xgboost.train({"max_depth": 10, "nthread": 1}, data, num_boost_round=200)
    large.save_model(tmp_path / "model.json")
    assert (tmp_path / "model.json").stat().st_size > 4 << 20
    report = inspect(tmp_path / "model.json")
    assert report.found == f"model.json: Booster, 4 features, reg:squarederror, XGBoost {xgboost.__version__}"


def test_the_old_binary_format_is_described(tmp_path: Path) -> None:
    header = struct.pack("<4sfIiiiIII", b"binf", 0.5, 7, 3, 0, 0, 1, 7, 1)
    (tmp_path / "model.bst").write_bytes(header.ljust(140, b"\0") + struct.pack("<Q", 14) + b"multi:softprob")
    report = inspect(tmp_path)
    assert (report.found, report.file_format) == ("model.bst: Booster, 7 features, multi:softprob, XGBoost 1.7", "binf")


def test_a_configuration_is_no_model(booster: xgboost.Booster, tmp_path: Path) -> None:
    (tmp_path / "model.bst").write_text(booster.save_config())
    (problem,) = inspect(tmp_path / "model.bst").problems
    assert (problem.code, problem.severity) == ("artifact.not-a-model", "error")
    assert "use save_model" in problem.message


@pytest.mark.parametrize("model", ["gbtree", "dart", "gblinear"])
def test_every_kind_of_booster_has_what_a_model_needs(model: str, tmp_path: Path) -> None:
    rows = xgboost.DMatrix([[1.0], [2.0]], [0, 1])
    (tmp_path / "model.bst").write_bytes(xgboost.train({"booster": model}, rows, 2).save_raw("json"))
    assert codes(inspect(tmp_path / "model.bst")) == []


def test_a_classifier_of_xgboost_that_was_not_trained_is_an_error(tmp_path: Path) -> None:
    joblib.dump(xgboost.XGBClassifier(), tmp_path / "model.joblib")
    assert codes(inspect(tmp_path / "model.joblib")) == ["not-fitted"]


def test_a_text_dump_is_no_model(booster: xgboost.Booster, tmp_path: Path) -> None:
    booster.dump_model(tmp_path / "model.bst")
    report = inspect(tmp_path)
    assert codes(report) == ["dump-model-text"]
    assert "save_model" in report.problems[0].fix


@pytest.mark.parametrize("text", [b'{"name": "x"}', b"{}", b'{"learner": {}}', b"[1, 2]", b'{"learner": {"\xac": 1}}'])
def test_other_json_is_no_model(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "model.bst").write_bytes(text)
    report = inspect(tmp_path)
    assert (report.framework, codes(report)) == ("", ["not-a-model"])
