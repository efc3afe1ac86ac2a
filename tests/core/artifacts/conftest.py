"""Real models made by real libraries, and ways to save them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import pytest
import xgboost
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from modelport.artifacts import ArtifactReport

IRIS, SPECIES = load_iris(return_X_y=True)
MIXED = [[1.0, "red", 3.0], [2.0, "blue", 4.0], [3.0, "red", 5.0], [4.0, "blue", 6.0]]
LABELS = [0, 1, 0, 1]

Save = Callable[[Any], Path]


def codes(report: ArtifactReport) -> list[str]:
    """The codes of a report's problems, without their common beginning."""
    return [problem.code.removeprefix("artifact.") for problem in report.problems]


def column_transformer() -> ColumnTransformer:
    """Numbers are filled and scaled, one column of text is encoded, the rest passes through."""
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    text = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder())
    return ColumnTransformer([("numbers", numbers, [0]), ("text", text, [1])], remainder="passthrough")


@pytest.fixture(scope="session")
def estimators() -> dict[str, Any]:
    """Fitted estimators by name."""
    import numpy

    mixed = numpy.array(MIXED, dtype=object)
    return {
        "regression": LogisticRegression(max_iter=500).fit(IRIS, SPECIES),
        "forest": RandomForestClassifier(20, random_state=0).fit(IRIS, SPECIES),
        "pipeline": make_pipeline(StandardScaler(), LogisticRegression()).fit(IRIS, SPECIES),
        "mixed": make_pipeline(column_transformer(), LogisticRegression()).fit(mixed, LABELS),
    }


@pytest.fixture(scope="session")
def booster() -> xgboost.Booster:
    """Four features, three classes."""
    parameters = {"objective": "multi:softprob", "num_class": 3, "max_depth": 3, "nthread": 1}
    return xgboost.train(parameters, xgboost.DMatrix(IRIS, SPECIES, nthread=1), num_boost_round=5)


@pytest.fixture
def dump(tmp_path: Path) -> Save:
    """Saves an object as `model.joblib` and gives the path."""

    def save(model: Any) -> Path:
        path = tmp_path / "model.joblib"
        joblib.dump(model, path)
        return path

    return save
