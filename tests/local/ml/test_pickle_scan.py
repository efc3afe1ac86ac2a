"""A pickle that would run something is refused when the version is created, unless a label says yes."""

import os
import pickle
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
import xgboost
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from local.ml.platform import Cloud
from modelport_local.ml.pickle_scan import scan


class Attack:
    """Runs a command when it is unpickled."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> Any:
        return os.system, (self.command,)


def attacked(command: str) -> LogisticRegression:
    """A model that runs a command while it is loaded."""
    model = LogisticRegression().fit([[0.0, 1.0], [1.0, 0.0]] * 5, [0, 1] * 5)
    model.note_ = Attack(command)
    return model


def honest() -> dict[str, Any]:
    """Trained models of every kind that people deploy."""
    rows = np.random.default_rng(1).normal(size=(60, 3))
    labels = (rows[:, 0] > 0).astype(int)
    mixed = np.array([["a", 1.0, 2.0], ["unknown", 2.0, 1.0]] * 30, dtype=object)
    columns = ColumnTransformer([("kind", OneHotEncoder(handle_unknown="ignore"), [0])], remainder="passthrough")
    return {
        "forest": RandomForestClassifier(5).fit(rows, labels),
        "boosting": GradientBoostingClassifier(n_estimators=5).fit(rows, labels),
        "search": GridSearchCV(LogisticRegression(), {"C": [1, 2]}, scoring="roc_auc").fit(rows, labels),
        "columns": make_pipeline(columns, LogisticRegression()).fit(mixed, labels),
        "function": make_pipeline(FunctionTransformer(np.log1p), StandardScaler(), LogisticRegression()).fit(
            np.abs(rows), labels
        ),
        "random": RandomForestClassifier(3, random_state=np.random.RandomState(3)).fit(rows, labels),
        "booster": xgboost.train({"nthread": 1}, xgboost.DMatrix(rows, labels), num_boost_round=3),
        "wrapper": xgboost.XGBClassifier(n_estimators=3, n_jobs=1).fit(rows, labels),
    }


def test_no_honest_model_is_refused_however_it_was_saved(tmp_path: Path) -> None:
    for name, model in honest().items():
        for protocol in range(6):
            path = tmp_path / "model.pkl"
            path.write_bytes(pickle.dumps(model, protocol=protocol))
            assert scan(path) == "", (name, protocol)
        for compress in (0, 3, ("gzip", 1), ("bz2", 1), ("xz", 1), ("lzma", 1)):
            joblib.dump(model, tmp_path / "model.joblib", compress=compress)
            assert scan(tmp_path / "model.joblib") == "", (name, compress)


@pytest.mark.parametrize("compress", [0, 3, ("gzip", 1), ("bz2", 1), ("xz", 1), ("lzma", 1)])
def test_an_attack_behind_arrays_is_found_and_not_run(tmp_path: Path, compress: Any) -> None:
    marker = tmp_path / "executed"
    model = [np.zeros(1000), np.array([{"a": Attack(f"touch {marker}")}], dtype=object)]
    joblib.dump(model, tmp_path / "model.joblib", compress=compress)
    assert "posix.system" in scan(tmp_path / "model.joblib")
    assert not marker.exists()


@pytest.mark.parametrize("protocol", range(6))
def test_an_attack_in_a_plain_pickle_is_found_in_every_protocol(tmp_path: Path, protocol: int) -> None:
    marker = tmp_path / "executed"
    (tmp_path / "model.pkl").write_bytes(pickle.dumps([Attack(f"touch {marker}")], protocol=protocol))
    assert "posix.system" in scan(tmp_path / "model.pkl")
    assert not marker.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"\x80\x04cbuiltins\nstr\n\x8c\x02os\x85R\x8c\x06system\x93.",
        b"\x80\x04cbuiltins\ngetattr\ncsklearn.base\nclone\n\x8c\x0b__globals__\x86R.",
        b"\x80\x04cjoblib.numpy_pickle\npickle\n.",
        b"\x80\x04cpkgutil\nresolve_name\n.",
    ],
    ids=["hidden", "getattr", "module", "picklescan"],
)
def test_ways_around_a_list_of_names_are_found(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.pkl").write_bytes(content)
    assert scan(tmp_path / "model.pkl")


def test_a_version_with_such_a_pickle_fails_and_nothing_ran(cloud: Cloud, tmp_path: Path) -> None:
    marker = tmp_path / "executed"
    cloud.create_model()
    uri = cloud.upload({"model.pkl": pickle.dumps(attacked(f"touch {marker}"))})
    operation = cloud.create_version(uri, framework="SCIKIT_LEARN")
    assert "that would call posix.system" in operation["error"]["message"]
    assert "modelport-trust-pickle=yes" in operation["error"]["message"]
    assert cloud.version()["state"] == "FAILED"
    assert not marker.exists()


def test_the_label_lets_such_a_pickle_be_loaded(cloud: Cloud, tmp_path: Path) -> None:
    marker = tmp_path / "executed"
    cloud.create_model()
    uri = cloud.upload({"model.pkl": pickle.dumps(attacked(f"touch {marker}"))})
    operation = cloud.create_version(uri, framework="SCIKIT_LEARN", labels={"modelport-trust-pickle": "yes"})
    assert operation["response"]["state"] == "READY"
    assert marker.exists()
