"""A version whose pickle would run something fails, unless a label says that its maker is trusted."""

import pickle
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from local.ml.platform import Cloud
from local.nodes.attacks import Attack


def attacked(command: str) -> LogisticRegression:
    """A model that runs a command while it is loaded."""
    model = LogisticRegression().fit([[0.0, 1.0], [1.0, 0.0]] * 5, [0, 1] * 5)
    model.note_ = Attack(command)
    return model


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
