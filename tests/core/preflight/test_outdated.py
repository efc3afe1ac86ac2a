"""Pickles of older releases of scikit-learn on the installed one: what fails there is an error, and nothing else is."""

import importlib
import pickle
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
import pytest
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.cross_decomposition import CCA, PLSCanonical, PLSRegression
from sklearn.datasets import load_iris
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectFromModel
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LinearRegression, LogisticRegression, RANSACRegressor
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import ClassifierChain
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.semi_supervised import SelfTrainingClassifier
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import all_estimators

from core.preflight.older_pickles import older
from core.preflight.test_embedded import HERE, codes
from modelport import preflight
from modelport.artifacts import inspect
from modelport.artifacts.report import ArtifactReport
from modelport.catalog.scikit_learn import Change, change, is_gone, of_class
from modelport.preflight import Finding, Severity
from modelport.preflight.embedded import loading_problems
from modelport.preflight.installed import has_name
from modelport.preflight.outdated import change_problems
from modelport.request import Artifact, DeploymentRequest
from modelport.seen import Seen

IRIS, SPECIES = load_iris(return_X_y=True)
TEXTS, MOODS = ["good day", "bad day", "very good", "very bad day"], [1.0, 0.0, 2.0, -1.0]
LOGISTIC = LogisticRegression(max_iter=500)
MADE: dict[str, Callable[[], Any]] = {
    "CalibratedClassifierCV": lambda: CalibratedClassifierCV(GaussianNB(), cv=2),
    "ClassifierChain": lambda: ClassifierChain(LOGISTIC),
    "SelfTrainingClassifier": lambda: SelfTrainingClassifier(GaussianNB()),
    "StackingClassifier": lambda: StackingClassifier([("a", GaussianNB())], LOGISTIC),
    "CCA": lambda: CCA(1),
    "PLSCanonical": lambda: PLSCanonical(1),
    "RANSACRegressor": lambda: RANSACRegressor(LinearRegression()),
}


def lacking() -> list[tuple[str, Change]]:
    """Every class with a change by which its objects lack something that the installed release reads."""
    names = [name for name, _ in all_estimators()]
    found = [(name, each) for name in names for each in of_class(name) if each.lacks and not each.is_silent]
    special = {"IsotonicRegression", "TfidfTransformer", "FunctionTransformer", "IterativeImputer"}
    return [(name, each) for name, each in found if name not in special and _matters(each)]


def _matters(each: Change) -> bool:
    report = ArtifactReport("", "", (), changes=(("X", each.id),), library_versions=(("scikit-learn", "1.0"),))
    return bool(list(change_problems(report, HERE)))


def trained(name: str) -> Any:
    """A fitted estimator of this class, in a pipeline where it can't predict by itself."""
    model = MADE[name]() if name in MADE else dict(all_estimators())[name]()
    if not hasattr(type(model), "predict"):
        model = make_pipeline(model, LinearRegression())
    labels = numpy.c_[SPECIES > 0, SPECIES > 1].astype(int) if name == "ClassifierChain" else SPECIES
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(IRIS[::5], labels[::5])


def findings(path: Path) -> list[Finding]:
    """What the embedded platform's libraries are found to make of the file."""
    report = inspect(path)
    request = DeploymentRequest(artifact=Artifact(str(path), report.framework))  # type: ignore[arg-type]
    found = preflight.check(request, Seen(artifact=report))
    return [one for one in found if one.field == "artifact.source" and not one.code.startswith("artifact.")]


def load(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pickle.loads(path.read_bytes())


@pytest.mark.parametrize(("name", "each"), lacking(), ids=lambda value: getattr(value, "id", value))
def test_what_lacks_an_attribute_that_is_read_here_is_an_error_and_does_fail(
    name: str, each: Change, tmp_path: Path
) -> None:
    path = older(trained(name), tmp_path, "1.1.3", (each.lacks,), {"n_components": 2} if name == "NMF" else None)
    (found,) = findings(path)
    assert (found.code, found.severity) == ("library.changed", Severity.ERROR)
    assert name in found.message
    assert each.why in found.message
    assert "scikit-learn 1.1.3" in found.message
    with pytest.raises((AttributeError, ValueError)):
        load(path).predict(IRIS)


def test_what_was_not_trained_lacks_nothing(tmp_path: Path) -> None:
    search = GridSearchCV(make_pipeline(StandardScaler(), LOGISTIC), {"logisticregression__C": [1, 2]}, cv=2)
    search.fit(IRIS, SPECIES).estimator = make_pipeline(dict(all_estimators())["SimpleImputer"](), LOGISTIC)
    path = older(search, tmp_path, "1.5.2", ("_fill_dtype",))
    assert [one.code for one in findings(path)] == ["library.installed"]
    assert list(load(path).predict(IRIS)) == list(search.predict(IRIS))


@pytest.mark.parametrize("version", ["1.4.2", HERE])
def test_a_model_that_lacks_nothing_has_no_error(version: str, tmp_path: Path) -> None:
    model = make_pipeline(dict(all_estimators())["SimpleImputer"](), LOGISTIC).fit(IRIS, SPECIES)
    found = findings(older(model, tmp_path, version))
    assert [one.code for one in found] == ([] if version == HERE else ["library.installed"])


def test_an_isotonic_regression_of_old_is_an_error(tmp_path: Path) -> None:
    model = IsotonicRegression().fit(IRIS[:, 0], SPECIES)
    path = older(model, tmp_path, "0.23.2", ("X_thresholds_", "y_thresholds_", "f_"))
    assert [one.code for one in findings(path)] == ["library.changed"]


def test_a_function_in_a_pipeline_is_an_error_even_though_it_learns_nothing(tmp_path: Path) -> None:
    model = make_pipeline(FunctionTransformer(numpy.log1p), LOGISTIC).fit(IRIS, SPECIES)
    path = older(model, tmp_path, "1.0.2", ("feature_names_out",))
    assert [one.code for one in findings(path)] == ["library.changed"]
    with pytest.raises(AttributeError):
        load(path).predict(IRIS)


def test_columns_that_pass_through_as_a_word_are_an_error(tmp_path: Path) -> None:
    columns = ColumnTransformer([("a", StandardScaler(), [0, 1])], remainder="passthrough")
    model = make_pipeline(columns, LOGISTIC).fit(IRIS, SPECIES)
    (scaled, (name, _, others)) = columns.transformers_
    for indices, is_error in ((others, True), ([], False)):
        columns.transformers_ = [scaled, (name, "passthrough", indices)]
        found = findings(older(model, tmp_path, "1.3.2"))
        assert [one.code for one in found] == ["library.changed" if is_error else "library.installed"]


@pytest.mark.parametrize(("threshold", "is_error"), [(None, True), ("mean", False)])
def test_a_selection_by_a_model_without_a_ratio_is_an_error(
    threshold: str | None, is_error: bool, tmp_path: Path
) -> None:
    model = make_pipeline(SelectFromModel(LOGISTIC, threshold=threshold), GaussianNB()).fit(IRIS, SPECIES)
    path = older(model, tmp_path, "1.7.2", (), {"l1_ratio": None})
    assert [one.code for one in findings(path)] == ["library.changed" if is_error else "library.installed"]
    if is_error:
        with pytest.raises(TypeError):
            load(path).predict(IRIS)


@pytest.mark.parametrize(("algorithm", "count", "is_error"), [("SAMME.R", 5, True), ("SAMME", 5, False),
                                                              ("SAMME.R", 1, False)])  # fmt: skip
def test_boosting_by_probabilities_predicts_otherwise(
    algorithm: str, count: int, is_error: bool, tmp_path: Path
) -> None:
    model = AdaBoostClassifier(n_estimators=count).fit(IRIS, SPECIES)
    model.algorithm = algorithm
    (found,) = findings(older(make_pipeline(StandardScaler(), model).fit(IRIS, SPECIES), tmp_path, "1.5.2"))
    assert found.code == ("library.predicts-otherwise" if is_error else "library.installed")
    assert found.severity is (Severity.ERROR if is_error else Severity.WARNING)
    assert ("SAMME.R" in found.message and "without an error" in found.message) is is_error


def trees(kind: Any, **parameters: object) -> Any:
    """Something of several trees."""
    return kind([("a", DecisionTreeClassifier()), ("b", GaussianNB())], **parameters)


@pytest.mark.parametrize(
    ("model", "version", "is_error"),
    [
        (RandomForestClassifier(3), "1.3.2", True),
        (ExtraTreesClassifier(3), "1.3.0", True),
        (BaggingClassifier(n_estimators=3), "1.3.2", True),
        (trees(VotingClassifier, voting="soft"), "1.3.2", True),
        (trees(StackingClassifier, cv=2), "1.3.2", True),
        (CalibratedClassifierCV(DecisionTreeClassifier(), cv=2), "1.3.2", True),
        (RandomForestClassifier(3), "1.4.2", False),
        (RandomForestClassifier(1), "1.3.2", False),
        (RandomForestRegressor(3), "1.3.2", False),
        (DecisionTreeClassifier(), "1.3.2", False),
        (BaggingClassifier(GaussianNB(), 3), "1.3.2", False),
        (trees(VotingClassifier), "1.3.2", False),
    ],
    ids=str,
)
def test_trees_that_count_predict_otherwise_where_several_are_asked(
    model: Any, version: str, is_error: bool, tmp_path: Path
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = older(model.fit(IRIS, SPECIES), tmp_path, version)
    expected = ["library.predicts-otherwise" if is_error else "library.installed"]
    assert [one.code for one in findings(path)] == expected


@pytest.mark.parametrize("version", ["1.3.2", "1.4.2", "1.5.2"])
def test_partial_least_squares_of_before_1_5_predicts_otherwise(version: str, tmp_path: Path) -> None:
    path = older(PLSRegression().fit(IRIS, SPECIES), tmp_path, version)
    expected = "library.installed" if version == "1.5.2" else "library.predicts-otherwise"
    assert [one.code for one in findings(path)] == [expected]


def test_weights_of_texts_that_are_kept_elsewhere_predict_otherwise(tmp_path: Path) -> None:
    model = make_pipeline(TfidfVectorizer(), LinearRegression()).fit(TEXTS, MOODS)
    transformer = model[0]._tfidf
    transformer._idf_diag = None
    path = older(model, tmp_path, "1.2.2", ("idf_",))
    assert [one.code for one in findings(path)] == ["library.predicts-otherwise"]
    assert not numpy.allclose(load(path).predict(TEXTS), model.predict(TEXTS))
    del transformer._idf_diag
    assert [one.code for one in findings(older(model, tmp_path, "1.6.1"))] == ["library.installed"]


def test_a_class_that_was_renamed_is_an_error_and_does_fail(tmp_path: Path) -> None:
    model = KNeighborsClassifier(algorithm="kd_tree").fit(IRIS, SPECIES)
    path = older(model, tmp_path, "1.1.3")
    path.write_bytes(path.read_bytes().replace(b"\nEuclideanDistance64\n", b"\nEuclideanDistance\n"))
    (found,) = findings(path)
    assert (found.code, found.severity) == ("module.missing", Severity.ERROR)
    assert "sklearn.metrics._dist_metrics.EuclideanDistance, which is not installed here" in found.message
    with pytest.raises(AttributeError, match="EuclideanDistance"):
        load(path)


def test_a_function_that_was_removed_from_a_module_of_python_is_an_error() -> None:
    imports = (("sklearn.metrics._scorer", "_passthrough_scorer"), ("sklearn.metrics._scorer", "_Scorer"))
    report = ArtifactReport("", "", (), modules=("sklearn.metrics._scorer",), imports=imports)
    (found,) = loading_problems(report, HERE, has_packages=False)
    assert "_passthrough_scorer, which is not installed" in found.message


def test_names_that_are_gone_are_gone() -> None:
    for module in ("sklearn._loss._loss", "sklearn.linear_model._sgd_fast", "sklearn.metrics._dist_metrics"):
        loaded = importlib.import_module(module)
        assert not [name for name in dir(loaded) if is_gone(module, name)]
    assert is_gone("sklearn._loss._loss", "__pyx_unpickle_CyHalfPoissonLoss")
    assert not is_gone("sklearn._loss._loss", "CyHalfPoissonLoss")


def test_every_estimator_and_what_it_inherits_is_found_where_it_is_imported_from() -> None:
    kinds: set[type] = {base for _, kind in all_estimators() for base in kind.__mro__ if base is not object}
    for kind in kinds:
        assert has_name(kind.__module__, kind.__name__), kind
    assert has_name("sklearn.base", "BaseEstimator.get_params")
    assert has_name("sklearn.tree._tree", "Tree")
    assert not has_name("sklearn.metrics._scorer", "_PredictScorer")
    assert not has_name("sklearn.pipeline", "Channel")


def test_a_method_that_is_reached_by_getattr_is_no_missing_name(tmp_path: Path) -> None:
    model = make_pipeline(FunctionTransformer(StandardScaler().fit(IRIS).transform), LOGISTIC).fit(IRIS, SPECIES)
    assert isinstance(model[0], BaseEstimator)
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(model))
    assert "module.missing" not in codes(inspect(tmp_path))


def test_a_change_matters_only_between_the_releases_that_it_names() -> None:
    report = ArtifactReport("", "", (), changes=(("DecisionTreeClassifier", "tree-monotonic"),))
    report = replace(report, library_versions=(("scikit-learn", "1.3.2"),))
    assert change("tree-monotonic").until == "1.9"
    assert [bool(list(change_problems(report, here))) for here in ("1.5.2", "1.6.0", "1.8.9", "1.9.0")] == [
        False, True, True, False,
    ]  # fmt: skip
