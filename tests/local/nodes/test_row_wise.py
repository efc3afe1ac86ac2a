"""Which models may answer several requests in one run."""

from typing import Any

import numpy as np
import pytest
import xgboost
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier, StackingClassifier, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, StandardScaler, scale

from modelport_local.nodes.models.row_wise import is_row_wise
from modelport_local.nodes.models.scikit_learn import ScikitLearnPredictor

FEATURES, KINDS = load_iris(return_X_y=True)


class OwnScaler(BaseEstimator):  # type: ignore[misc]
    """A step from elsewhere."""

    def fit(self, rows: Any, kinds: Any = None) -> "OwnScaler":
        return self

    def transform(self, rows: Any) -> Any:
        return rows - np.mean(rows)


def shout(text: str) -> str:
    return text.upper()


def by_the_farthest(distances: Any) -> Any:
    return distances / np.max(distances)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (GaussianNB(), True),
        (RandomForestClassifier(300), True),
        (make_pipeline(StandardScaler(), LogisticRegression()), True),
        (make_pipeline(FunctionTransformer(np.log1p), GaussianNB()), True),
        (make_pipeline(FunctionTransformer(), GaussianNB()), True),
        (VotingClassifier([("a", GaussianNB())]), True),
        (CalibratedClassifierCV(GaussianNB()), True),
        (GridSearchCV(GaussianNB(), {"var_smoothing": [1e-9, 1e-8]}), True),
        (TransformedTargetRegressor(LinearRegression(), func=None), True),
        (xgboost.XGBClassifier(n_estimators=2), True),
        (make_pipeline(FunctionTransformer(scale), LinearRegression()), False),
        (make_pipeline(OwnScaler(), GaussianNB()), False),
        (StackingClassifier([("a", make_pipeline(OwnScaler(), GaussianNB()))]), False),
        (make_union(StandardScaler(), OwnScaler()), False),
        (KNeighborsClassifier(weights=by_the_farthest), False),
        (
            TransformedTargetRegressor(
                LinearRegression(), func=by_the_farthest, inverse_func=by_the_farthest, check_inverse=False
            ),
            False,
        ),
    ],
)
def test_a_model_shares_runs_where_all_its_parts_are_the_librarys_own(model: Any, expected: bool) -> None:
    assert is_row_wise(model) is expected
    if hasattr(model, "predict"):
        assert ScikitLearnPredictor(model.fit(FEATURES, KINDS), "model.joblib").batches is expected


def test_a_function_of_one_text_changes_nothing() -> None:
    assert is_row_wise(make_pipeline(CountVectorizer(preprocessor=shout), GaussianNB()))
