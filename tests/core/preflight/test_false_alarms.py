"""Real models of many kinds, saved by what is installed here, which the embedded platform would serve: no error."""

import pickle
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import pytest
import xgboost
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    IsolationForest,
    RandomForestRegressor,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from modelport import preflight
from modelport.artifacts import inspect
from modelport.preflight import Finding, Severity
from modelport.request import After, Artifact, DeploymentRequest
from modelport.seen import Seen

IRIS, SPECIES = load_iris(return_X_y=True)
COLOURS = [[1.0, "red"], [2.0, "blue"], [3.0, "red"], [4.0, "blue"]]
ESTIMATORS = [
    LogisticRegression(max_iter=500),
    LinearRegression(),
    SGDClassifier(),
    DecisionTreeClassifier(),
    RandomForestRegressor(5),
    ExtraTreesClassifier(5),
    GradientBoostingClassifier(n_estimators=3),
    HistGradientBoostingClassifier(max_iter=3),
    IsolationForest(n_estimators=5),
    SVC(),
    KNeighborsClassifier(),
    GaussianNB(),
    GaussianProcessRegressor(),
    MLPClassifier((4,), max_iter=300, tol=0.1),
    KMeans(3, n_init=1),
    OneVsRestClassifier(SVC()),
    VotingClassifier([("a", GaussianNB()), ("b", DecisionTreeClassifier())]),
    StackingClassifier([("a", GaussianNB())], LogisticRegression(max_iter=500)),
    GridSearchCV(SVC(), {"C": [1, 10]}, cv=2),
    make_pipeline(StandardScaler(), LogisticRegression()),
    xgboost.XGBClassifier(n_estimators=2),
    xgboost.XGBRegressor(n_estimators=2),
]


def errors(path: Path) -> list[Finding]:
    """The errors on the embedded platform, with the sample instances that the model suggests."""
    report = inspect(path)
    assert report.framework
    request = DeploymentRequest(
        artifact=Artifact(str(path), report.framework),  # type: ignore[arg-type]
        after=After(test_instances=report.sample_instances),
    )
    return [one for one in preflight.check(request, Seen(artifact=report)) if one.severity is Severity.ERROR]


def _joblib(model: Any, directory: Path) -> Path:
    joblib.dump(model, directory / "model.joblib", compress=3)
    return directory / "model.joblib"


def _pickle(model: Any, directory: Path) -> Path:
    (directory / "model.pkl").write_bytes(pickle.dumps(model))
    return directory / "model.pkl"


@pytest.mark.parametrize("save", [_joblib, _pickle])
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda estimator: type(estimator).__name__)
def test_an_estimator_of_this_machine_s_libraries_has_no_error(
    estimator: Any, save: Callable[[Any, Path], Path], tmp_path: Path
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = estimator.fit(IRIS, SPECIES)
    assert errors(save(fitted, tmp_path)) == []


def test_models_of_texts_and_of_mixed_columns_have_no_error(tmp_path: Path) -> None:
    import numpy

    text = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(["good", "bad"], [1, 0])
    assert errors(_joblib(text, tmp_path)) == []
    columns = ColumnTransformer([("colour", OneHotEncoder(), [1])], remainder="passthrough")
    mixed = make_pipeline(columns, LogisticRegression()).fit(numpy.array(COLOURS, dtype=object), [0, 1, 0, 1])
    assert errors(_joblib(mixed, tmp_path)) == []


@pytest.mark.parametrize("raw_format", ["ubj", "json"])
@pytest.mark.parametrize("objective", ["reg:squarederror", "binary:logistic", "multi:softprob", "rank:pairwise"])
def test_a_booster_has_no_error(raw_format: str, objective: str, tmp_path: Path) -> None:
    parameters = {"objective": objective, "nthread": 1} | ({"num_class": 3} if "multi" in objective else {})
    labels = SPECIES if "multi" in objective else SPECIES > 0
    booster = xgboost.train(parameters, xgboost.DMatrix(IRIS, labels), 2)
    (tmp_path / "model.bst").write_bytes(booster.save_raw(raw_format))
    assert errors(tmp_path / "model.bst") == []


def test_a_saved_model_has_no_error(tmp_path: Path) -> None:
    import tensorflow as tf

    module = tf.Module()
    module.weights = tf.Variable(tf.ones([4, 3]))
    call = tf.function(lambda x: {"scores": x @ module.weights}, input_signature=[tf.TensorSpec([None, 4], tf.float32)])
    tf.saved_model.save(module, str(tmp_path), signatures={"serving_default": call})
    assert errors(tmp_path) == []
