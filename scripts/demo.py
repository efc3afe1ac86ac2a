"""`make demo`: trains a small real model, and deploys it to the embedded platform: with the wizard on a terminal,
unattended elsewhere.
"""

import os
import sys
from pathlib import Path

DIRECTORY = Path(".demo/iris")
INSTANCES = "[[5.1, 3.5, 1.4, 0.2], [6.2, 2.9, 4.3, 1.3], [7.7, 3.0, 6.1, 2.3]]"


def train(path: Path) -> None:
    """A logistic regression that tells three kinds of iris apart by four measurements in centimetres."""
    import joblib
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    features, kinds = load_iris(return_X_y=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(LogisticRegression(max_iter=500).fit(features, kinds), path)


def main() -> None:
    """Train, then become `modelport deploy`."""
    path = DIRECTORY / "model.joblib"
    if not path.exists():
        sys.stderr.write(f"Training a small model: {path}\n")
        train(path)
    has_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    words = ["deploy", str(path), "--target", "local", "--instances", INSTANCES, *([] if has_terminal else ["--yes"])]
    sys.stderr.write(f"modelport {' '.join(words[:4])} …\n")
    os.execv(sys.executable, [sys.executable, "-m", "modelport_tui.cli", *words])


if __name__ == "__main__":
    main()
