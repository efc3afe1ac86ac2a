"""A scikit-learn file says what it holds, in every protocol and compression."""

import pickle
from pathlib import Path
from typing import Any

import joblib
import numpy
import pytest
import sklearn
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from core.artifacts.conftest import IRIS, Save, codes
from modelport.artifacts import inspect

NAMES = ["regression", "forest", "pipeline", "mixed"]


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("name", NAMES)
def test_a_pickle_of_any_protocol_is_described(
    estimators: dict[str, Any], tmp_path: Path, name: str, protocol: int
) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps(estimators[name], protocol=protocol))
    report = inspect(path)
    assert codes(report) == []
    assert (report.framework, report.library_version) == ("SCIKIT_LEARN", sklearn.__version__)
    assert report.feature_count == estimators[name].n_features_in_
    assert report.model_class.endswith(type(estimators[name]).__name__)
    assert (report.file_format, report.pickle_protocol) == ("pickle", protocol if protocol > 1 else 0)
    estimators[name].predict(list(report.sample_instances))


@pytest.mark.parametrize("compress", [0, 3, ("gzip", 3), ("bz2", 3), ("xz", 3), ("lzma", 3)], ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_a_joblib_file_of_any_compression_is_described(
    estimators: dict[str, Any], tmp_path: Path, name: str, compress: Any
) -> None:
    joblib.dump(estimators[name], tmp_path / "model.joblib", compress=compress)
    report = inspect(tmp_path)
    assert codes(report) == []
    assert (report.framework, report.model_file, report.file_format) == ("SCIKIT_LEARN", "model.joblib", "joblib")
    assert report.library_version == sklearn.__version__
    assert report.feature_count == estimators[name].n_features_in_
    estimators[name].predict(list(report.sample_instances))


def test_what_was_found_is_one_short_phrase(estimators: dict[str, Any], dump: Save) -> None:
    report = inspect(dump(estimators["pipeline"]))
    assert report.found == (
        "model.joblib: Pipeline (StandardScaler, LogisticRegression), 4 features, "
        f"saved with scikit-learn {sklearn.__version__}"
    )
    assert report.library_versions == (("scikit-learn", sklearn.__version__),)


def test_the_modules_show_which_numpy_wrote_a_pickle(estimators: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(estimators["regression"], protocol=4))
    modules = inspect(tmp_path).modules
    assert "sklearn.linear_model._logistic" in modules
    assert any(module.startswith("numpy._core") for module in modules)


def test_the_size_in_memory_of_a_compressed_file_is_known(tmp_path: Path) -> None:
    model = LogisticRegression()
    model.coef_ = numpy.zeros((1000, 1000))
    joblib.dump(model, tmp_path / "model.joblib", compress=9)
    report = inspect(tmp_path)
    assert report.total_bytes < 100_000
    assert report.loaded_bytes > 8_000_000


def test_a_step_of_another_release_is_named_beside_the_models_own(estimators: dict[str, Any], dump: Save) -> None:
    class Saved(StandardScaler):  # type: ignore[misc]
        def __reduce__(self) -> Any:
            return StandardScaler, (), {"_sklearn_version": "0.24.2", "n_features_in_": 4}

    report = inspect(dump(Pipeline([("old", Saved()), ("new", estimators["regression"])])))
    own = sklearn.__version__
    assert report.library_versions == (("scikit-learn", "0.24.2"), ("scikit-learn", own))
    assert report.library_version == own


def test_a_forest_of_thousands_of_trees_is_followed_to_its_end(estimators: dict[str, Any], tmp_path: Path) -> None:
    forest = estimators["forest"]
    large = make_pipeline(type(forest)(1, max_depth=2, random_state=0).fit(IRIS[:, :3], IRIS[:, 0] > 5))
    large[-1].estimators_ = [pickle.loads(pickle.dumps(large[-1].estimators_[0])) for _ in range(1500)]
    for protocol in (0, 2, 5):
        (tmp_path / "model.pkl").write_bytes(pickle.dumps(large, protocol=protocol))
        report = inspect(tmp_path / "model.pkl")
        assert codes(report) == []
        assert (report.feature_count, report.found.split(",")[0]) == (3, "model.pkl: Pipeline (RandomForestClassifier)")


def test_arrays_of_objects_inside_joblib_files_are_followed(dump: Save) -> None:
    boosting = GradientBoostingClassifier(n_estimators=150).fit(IRIS, IRIS[:, 0] > 5)
    report = inspect(dump(boosting))
    assert codes(report) == []
    assert report.feature_count == 4


def test_a_vocabulary_of_many_words_does_not_hide_what_comes_after(dump: Save) -> None:
    words = [f"word{number}" for number in range(60_000)]
    texts = [" ".join(words[:30_000]), " ".join(words[30_000:])]
    model = make_pipeline(CountVectorizer(), MultinomialNB()).fit(texts, [0, 1])
    report = inspect(dump(model))
    assert codes(report) == []
    assert report.found.startswith("model.joblib: Pipeline (CountVectorizer, MultinomialNB), saved with")
    assert report.feature_count is None
    model.predict(list(report.sample_instances))
