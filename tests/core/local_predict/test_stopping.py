"""A prediction that nobody waits for any more."""

import socket
import threading
from pathlib import Path

import joblib
import pytest
from sklearn.dummy import DummyClassifier

from modelport.errors import Interrupted
from modelport.local_predict import predict
from modelport.request import Artifact, Target


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.joblib"
    joblib.dump(DummyClassifier().fit([[0.0], [1.0]], [1, 1]), path)
    return path


def test_a_prediction_that_is_stopped_gives_no_answer(model: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted, match="stopped"):
        predict(Artifact(str(model)), [[0.0]], stop=stop)


def test_a_prediction_that_may_be_stopped_answers_as_any_other(model: Path) -> None:
    assert predict(Artifact(str(model)), [[0.0]], stop=threading.Event()).predictions == [1]


def test_a_bucket_that_does_not_answer_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("a-token")
    monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(tmp_path / "token"))
    stop, ended = threading.Event(), threading.Event()

    def ask() -> None:
        with pytest.raises(Interrupted):
            predict(Artifact("gs://my-models/iris"), [[0.0]], target=Target("ai-platform", "my-project"), stop=stop)
        ended.set()

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", url)
        monkeypatch.setenv("MODELPORT_STORAGE_ENDPOINT", url)
        asking = threading.Thread(target=ask)
        asking.start()
        silent.settimeout(30)
        connection, _ = silent.accept()
        stop.set()
        assert ended.wait(30)
        connection.close()
    asking.join()
