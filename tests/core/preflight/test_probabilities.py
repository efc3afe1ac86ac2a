"""Classes where somebody might expect probabilities, said before the deployment."""

import json
from pathlib import Path
from typing import Any

import joblib
import pytest
import xgboost
from sklearn.datasets import load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from modelport.artifacts import inspect
from modelport.preflight import Finding, Severity, check
from modelport.request import Artifact, Container, DeploymentRequest, Version
from modelport.seen import Seen
from modelport_tui.cli import main

IRIS, SPECIES = load_iris(return_X_y=True)


def told(path: Path, request: DeploymentRequest | None = None) -> list[Finding]:
    """What is said about probabilities."""
    found = check(request or DeploymentRequest(), Seen(artifact=inspect(path)))
    return [finding for finding in found if finding.code == "predictions.classes"]


@pytest.mark.parametrize(
    ("estimator", "name"),
    [
        (LogisticRegression(max_iter=500), "LogisticRegression"),
        (make_pipeline(StandardScaler(), LogisticRegression()), "LogisticRegression"),
        (GridSearchCV(make_pipeline(LogisticRegression(max_iter=500)), {"logisticregression__C": [1, 2]}, cv=2),
         "LogisticRegression"),
        (SGDClassifier(loss="log_loss"), "SGDClassifier"),
        (xgboost.XGBClassifier(n_estimators=2), "XGBClassifier"),
        (SGDClassifier(), ""),
        (SVC(), ""),
        (RidgeClassifier(), ""),
        (LinearRegression(), ""),
        (xgboost.XGBRegressor(n_estimators=2), ""),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_a_classifier_that_knows_probabilities_is_named(estimator: Any, name: str, tmp_path: Path) -> None:
    joblib.dump(estimator.fit(IRIS, SPECIES), tmp_path / "model.joblib")
    found = told(tmp_path / "model.joblib")
    assert [one.severity for one in found] == ([Severity.INFO] if name else [])
    assert all(f"predict of {name} is asked, never predict_proba" in one.message for one in found)


@pytest.mark.parametrize(
    ("objective", "instead"), [("multi:softmax", "multi:softprob"), ("multi:softprob", ""), ("reg:squarederror", "")]
)
@pytest.mark.parametrize("save", ["ubj", "pickle"])
def test_a_booster_s_objective_decides(objective: str, instead: str, save: str, tmp_path: Path) -> None:
    classes = {"num_class": 3} if "multi" in objective else {}
    booster = xgboost.train({"objective": objective, "nthread": 1, **classes}, xgboost.DMatrix(IRIS, SPECIES), 2)
    if save == "pickle":
        joblib.dump(booster, tmp_path / "model.joblib")
    else:
        (tmp_path / "model.bst").write_bytes(booster.save_raw("ubj"))
    found = told(tmp_path)
    assert [f"train with {instead}." in one.fix for one in found] == ([True] if instead else [])


@pytest.mark.parametrize(
    "request_of_own_code",
    [
        DeploymentRequest(artifact=Artifact(prediction_class="a.B", packages=("a.tar.gz",))),
        DeploymentRequest(version=Version(container=Container("us-central1-docker.pkg.dev/p/r/i"))),
    ],
)
def test_code_of_one_s_own_answers_as_it_likes(request_of_own_code: DeploymentRequest, tmp_path: Path) -> None:
    joblib.dump(LogisticRegression(max_iter=500).fit(IRIS, SPECIES), tmp_path / "model.joblib")
    assert told(tmp_path, request_of_own_code) == []


def test_it_is_no_reason_for_another_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    joblib.dump(LogisticRegression(max_iter=500).fit(IRIS, SPECIES), tmp_path / "model.joblib")
    assert main(["check", str(tmp_path), "--format", "json"]) == 0
    codes = {one["code"]: one["severity"] for one in json.loads(capsys.readouterr().out)["findings"]}
    assert codes["predictions.classes"] == "info"
