"""A small real model."""

from pathlib import Path

import joblib
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression


def iris_model(path: Path) -> Path:
    """Trains a classifier of irises, saves it as a joblib file, and gives the file's path."""
    joblib.dump(LogisticRegression(max_iter=500).fit(*load_iris(return_X_y=True)), path)
    return path
