"""Small real models, each in a directory that the platform and its peers can serve.

`python -m scripts.bench.models NAME DIRECTORY` makes one, apart from the bench with its libraries and what they print.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Instances = list[list[float]]


def logistic_regression(root: Path) -> Instances:
    """scikit-learn's LogisticRegression on the iris data."""
    from sklearn.linear_model import LogisticRegression

    return _scikit_learn(root, LogisticRegression(max_iter=500))


def forest(root: Path) -> Instances:
    """scikit-learn's RandomForestClassifier with 100 trees."""
    from sklearn.ensemble import RandomForestClassifier

    return _scikit_learn(root, RandomForestClassifier(100, random_state=0))


def _scikit_learn(root: Path, model: Any) -> Instances:
    import joblib

    features, kinds = _iris()
    joblib.dump(model.fit(features, kinds), root / "model.joblib")
    return _instances(features)


def boosted(root: Path) -> Instances:
    """An XGBoost Booster: 100 rounds of 3 classes."""
    import xgboost

    features, kinds = _iris()
    parameters = {"objective": "multi:softprob", "num_class": 3, "nthread": 1}
    booster = xgboost.train(parameters, xgboost.DMatrix(features, kinds), 100)
    (root / "model.bst").write_bytes(booster.save_raw("ubj"))
    return _instances(features)


def saved_model(root: Path) -> Instances:
    """A TensorFlow SavedModel: 4 inputs, 32 hidden units, 3 outputs; trained on nothing."""
    import tensorflow as tf

    module = tf.Module()
    module.hidden = tf.Variable(tf.random.normal([4, 32], seed=1))
    module.output = tf.Variable(tf.random.normal([32, 3], seed=2))

    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, "x")])  # type: ignore[untyped-decorator]
    def forward(x: Any) -> dict[str, Any]:
        return {"y": tf.nn.softmax(tf.nn.relu(x @ module.hidden) @ module.output)}

    tf.saved_model.save(module, str(root), signatures={"serving_default": forward})
    return _instances(_iris()[0])


def _iris() -> tuple[Any, Any]:
    from sklearn.datasets import load_iris

    features, kinds = load_iris(return_X_y=True)
    return features, kinds


def _instances(features: Any) -> Instances:
    found: Instances = features[:100].tolist()
    return found


MODELS: dict[str, Callable[[Path], Instances]] = {
    "LogisticRegression": logistic_regression,
    "RandomForest, 100 trees": forest,
    "XGBoost, 100 rounds": boosted,
    "TensorFlow SavedModel": saved_model,
}
"""By the name that the table shows."""


def made(name: str, root: Path) -> Instances:
    """Makes the model in `root`; 100 instances for it."""
    root.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "scripts.bench.models", name, str(root)]
    made = subprocess.run(command, capture_output=True, check=True)
    instances: Instances = json.loads(made.stdout.splitlines()[-1])
    return instances


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(MODELS[sys.argv[1]](Path(sys.argv[2]))))
