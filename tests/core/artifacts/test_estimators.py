"""What an estimator takes and needs is told from its file."""

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import joblib
import numpy
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.utils import all_estimators

from core.artifacts.conftest import IRIS, LABELS, MIXED, SPECIES, Save, codes
from modelport.artifacts import inspect

# Zeros are far from every iris, and this one answers only near known points.
FAR_FROM_ZERO = {"RadiusNeighborsClassifier"}
# Its `predict` is there only where it was made for new points.
ONLY_FOR_NEW_POINTS = {"LocalOutlierFactor"}


def fitted() -> dict[str, Any]:
    """Every estimator of scikit-learn with `predict` that is made without arguments and learns from iris."""
    found: dict[str, Any] = {}
    for name, kind in all_estimators():
        if hasattr(kind, "predict") and name not in FAR_FROM_ZERO:
            try:
                found[name] = kind().fit(IRIS[::5], SPECIES[::5])
            except (TypeError, ValueError, AttributeError):
                continue
    return found


@pytest.mark.filterwarnings("ignore")
def test_every_estimator_of_scikit_learn_is_described_and_accepts_its_sample(tmp_path: Path) -> None:
    models = fitted()
    assert len(models) > 70
    for name, model in models.items():
        for path, write in (("model.joblib", joblib.dump), ("model.pkl", _pickle)):
            write(model, tmp_path / path)
            report = inspect(tmp_path / path)
            expected = [] if hasattr(model, "predict") else ["no-predict"]
            assert (name, codes(report), report.feature_count) == (name, expected, 4)
            assert report.framework == "SCIKIT_LEARN"
            if not expected:
                model.predict(list(report.sample_instances))


def _pickle(model: Any, path: Path) -> None:
    path.write_bytes(pickle.dumps(model, protocol=2))


@pytest.mark.filterwarnings("ignore")
def test_every_estimator_without_predict_is_refused_and_nothing_with_predict_is(tmp_path: Path) -> None:
    for name, kind in all_estimators():
        try:
            model = kind()
        except TypeError:
            continue
        report = inspect(_saved(model, tmp_path))
        assert ("no-predict" in codes(report)) is (name in ONLY_FOR_NEW_POINTS or not hasattr(kind, "predict")), name


def _saved(model: Any, directory: Path) -> Path:
    path = directory / "model.joblib"
    joblib.dump(model, path)
    return path


@pytest.mark.parametrize(
    "model",
    [StandardScaler().fit(IRIS), PCA(2).fit(IRIS), make_pipeline(StandardScaler(), PCA(2)).fit(IRIS)],
    ids=["scaler", "PCA", "pipeline of transformers"],
)
def test_something_without_predict_is_an_error(model: Any, dump: Save) -> None:
    report = inspect(dump(model))
    assert codes(report) == ["no-predict"]
    assert report.problems[0].severity == "error"


def test_a_model_that_was_not_trained_is_an_error(dump: Save) -> None:
    for model in (LogisticRegression(), make_pipeline(StandardScaler(), SVC())):
        assert codes(inspect(dump(model))) == ["not-fitted"]


def test_a_search_that_kept_no_model_is_an_error(dump: Save) -> None:
    search = GridSearchCV(LogisticRegression(max_iter=500), {"C": [1, 2]}, refit=False, cv=2).fit(IRIS, SPECIES)
    assert codes(inspect(dump(search))) == ["not-refitted"]


@pytest.mark.parametrize("protocol", range(6))
def test_joblib_files_of_every_protocol_are_read(protocol: int, tmp_path: Path) -> None:
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(IRIS, SPECIES)
    joblib.dump(model, tmp_path / "model.joblib", protocol=protocol)
    report = inspect(tmp_path / "model.joblib")
    assert (codes(report), report.feature_count, report.framework) == ([], 4, "SCIKIT_LEARN")


def test_a_search_shows_what_it_found(dump: Save) -> None:
    search = GridSearchCV(make_pipeline(StandardScaler(), SVC()), {"svc__C": [1, 2]}, cv=2).fit(IRIS, SPECIES)
    report = inspect(dump(search))
    assert report.found.startswith("model.joblib: GridSearchCV (Pipeline), 4 features")
    search.predict(list(report.sample_instances))


def test_a_step_that_does_nothing_is_looked_through(dump: Save) -> None:
    model = Pipeline([("none", "passthrough"), ("union", FeatureUnion([("pca", PCA(2)), ("same", StandardScaler())])),
                      ("last", LogisticRegression())]).fit(IRIS, SPECIES)  # fmt: skip
    report = inspect(dump(model))
    assert (report.feature_count, codes(report)) == (4, [])


def test_a_model_of_texts_gets_a_text(dump: Save) -> None:
    model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(["good day", "bad day"], [1, 0])
    report = inspect(dump(model))
    assert report.feature_count is None
    assert len(report.sample_instances) == 1
    assert isinstance(report.sample_instances[0], str)
    model.predict(list(report.sample_instances))


def test_the_sample_of_a_column_transformer_has_known_categories(estimators: dict[str, Any], dump: Save) -> None:
    report = inspect(dump(estimators["mixed"]))
    assert report.sample_instances == ([0.0, "blue", 0.0],)
    estimators["mixed"].predict(list(report.sample_instances))


@pytest.mark.parametrize("protocol", [0, 2, 5])
@pytest.mark.parametrize("columns", [slice(0, 1), [True, False, False], [-3]], ids=["slice", "mask", "negative"])
def test_columns_may_be_chosen_in_any_way(columns: Any, protocol: int, tmp_path: Path) -> None:
    parts = [("first", SimpleImputer(), columns), ("others", OrdinalEncoder(), [1, 2])]
    model = make_pipeline(ColumnTransformer(parts), LogisticRegression()).fit(numpy.array(MIXED, object), LABELS)
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(model, protocol=protocol))
    report = inspect(tmp_path)
    assert report.sample_instances == ([0.0, "blue", 3.0],)
    model.predict(list(report.sample_instances))


def test_categories_may_be_numbers(dump: Save) -> None:
    model = make_pipeline(OneHotEncoder(), LogisticRegression()).fit(IRIS.astype(int), SPECIES)
    report = inspect(dump(model))
    assert report.sample_instances == ([4, 2, 1, 0],)
    model.predict(list(report.sample_instances))


@pytest.mark.parametrize("protocol", range(6))
def test_names_of_features_are_read(protocol: int, tmp_path: Path) -> None:
    model = _trained_on_a_frame(LogisticRegression(max_iter=500).fit(IRIS, SPECIES), ["a", "b", "c", "ü"])
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(model, protocol=protocol))
    report = inspect(tmp_path)
    assert report.feature_names == ("a", "b", "c", "ü")
    assert codes(report) == []


def _trained_on_a_frame(model: Any, names: list[str]) -> Any:
    model.feature_names_in_ = numpy.array(names, dtype=object)
    return model


def test_columns_picked_by_name_are_an_error_since_lists_have_no_names(dump: Save) -> None:
    transformer = ColumnTransformer([("scaled", StandardScaler(), [0]), ("encoded", OneHotEncoder(), [1])])
    model = make_pipeline(transformer, LogisticRegression()).fit(numpy.array(MIXED, object), LABELS)
    _trained_on_a_frame(transformer, ["age", "colour", "size"])
    parts = zip(transformer.transformers_, (["age"], ["colour"], ["size"]), strict=True)
    transformer.transformers_ = [(name, part, columns) for (name, part, _), columns in parts]
    report = inspect(dump(model))
    assert codes(report) == ["data-frame-columns"]
    assert "age, colour" in report.problems[0].message
    assert report.sample_instances == ([0.0, "blue", 0.0],)


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        ({"weights": [1, 2]}, "a dict, no estimator"),
        ([1, 2], "a list, no estimator"),
        (7, "a number, no estimator"),
        ("text", "text, no estimator"),
        (None, "None, no estimator"),
        (numpy.zeros(3), "a NumPy array, no estimator"),
        (load_iris(), "sklearn.utils._bunch.Bunch"),
        (LogisticRegression, "by name, not a trained model"),
        ({"model": LogisticRegression()}, "a dict with LogisticRegression in it"),
    ],
    ids=str,
)
def test_something_that_is_no_estimator_is_an_error(thing: Any, words: str, dump: Save) -> None:
    report = inspect(dump(thing))
    assert (report.framework, codes(report)) == ("", ["not-a-model"])
    assert words in report.problems[0].message


OWN_CODE = """
import sys, joblib
from sklearn.base import BaseEstimator, ClassifierMixin
class Rounding(ClassifierMixin, BaseEstimator):
    def predict(self, rows):
        return rows
joblib.dump(Rounding(), sys.argv[1])
"""


def test_a_class_of_the_training_script_is_named(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", OWN_CODE, tmp_path / "model.joblib"], check=True)
    report = inspect(tmp_path)
    assert (report.framework, codes(report)) == ("SCIKIT_LEARN", ["own-code"])
    assert "Rounding" in report.problems[0].message


def test_a_function_of_numpy_in_a_pipeline_is_no_problem(dump: Save) -> None:
    model = make_pipeline(FunctionTransformer(numpy.log1p), LogisticRegression()).fit(IRIS, SPECIES)
    assert codes(inspect(dump(model))) == []


def test_a_package_beyond_the_runtimes_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "preparation.py").write_text("def double(rows):\n    return rows\n")
    script = (
        "import sys, joblib, preparation; from sklearn.preprocessing import FunctionTransformer as F;"
        "from sklearn.pipeline import make_pipeline; from sklearn.dummy import DummyClassifier;"
        "joblib.dump(make_pipeline(F(preparation.double), DummyClassifier()).fit([[1]], [1]), 'model.joblib')"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    report = inspect(tmp_path / "model.joblib")
    assert codes(report) == ["other-packages"]
    assert report.problems[0].severity == "warning"
    assert "preparation" in report.problems[0].message
