"""Predictions from files and buckets, by a real process with the real libraries."""

import json
from pathlib import Path

import joblib
import pytest
import xgboost
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from modelport.errors import ArtifactError
from modelport.local_predict import predict
from modelport.platforms.local import LocalPlatform
from modelport.platforms.session import open_session
from modelport.request import Artifact, Target
from modelport_tui.cli import main

IRIS, SPECIES = load_iris(return_X_y=True)
ROWS = IRIS[::50].tolist()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.joblib"
    joblib.dump(LogisticRegression(max_iter=500).fit(IRIS, SPECIES), path)
    return path


@pytest.fixture
def instances(tmp_path: Path) -> Path:
    path = tmp_path / "instances.json"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def test_a_file_under_any_name_is_predicted_with_as_the_platform_would(model: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "classifier.sav"
    renamed.write_bytes(model.read_bytes())
    done = predict(Artifact(str(renamed)), ROWS)
    assert done.predictions == [0, 1, 2]
    assert done.warnings == ()
    assert [path.name for path in tmp_path.iterdir()] == ["classifier.sav"]


def test_a_booster_gives_what_its_library_gives(tmp_path: Path) -> None:
    booster = xgboost.train({"nthread": 1}, xgboost.DMatrix(IRIS, SPECIES), 3)
    (tmp_path / "model.bst").write_bytes(booster.save_raw("ubj"))
    assert (
        predict(Artifact(str(tmp_path), "XGBOOST"), ROWS).predictions == booster.predict(xgboost.DMatrix(ROWS)).tolist()
    )


def test_what_the_model_refuses_is_said_in_its_own_words(model: Path) -> None:
    with pytest.raises(ArtifactError, match="gave no prediction") as caught:
        predict(Artifact(str(model)), [[1.0]])
    assert "expecting 4 features" in caught.value.why


def test_a_file_that_would_run_commands_is_never_loaded(tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    bad = tmp_path / "model.pkl"
    bad.write_bytes(f"cposix\nsystem\n(S'touch {proof}'\ntR.".encode())
    with pytest.raises(ArtifactError) as caught:
        predict(Artifact(str(bad), "SCIKIT_LEARN"), ROWS)
    assert "can run commands" in caught.value.why
    assert not proof.exists()


def test_objects_of_a_bucket_are_read_from_the_platform(
    home: LocalPlatform, model: Path, instances: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _upload(home, model)
    argv = ["local-predict", "--model-dir", "gs://my-models/iris", "--json-instances", str(instances)]
    assert main([*argv, "--framework", "scikit-learn"]) == 0
    assert capsys.readouterr().out == "[0, 1, 2]\n"
    assert main(["check", "gs://my-models/iris", "--project", "my-project", "--format", "json"]) == 0
    checked = json.loads(capsys.readouterr().out)
    assert checked["artifact"]["framework"] == "SCIKIT_LEARN"
    assert main(["check", "gs://my-models/nothing", "--project", "my-project", "--format", "json"]) == 3
    assert "nothing at gs://my-models/nothing" in capsys.readouterr().out


def _upload(home: LocalPlatform, model: Path) -> None:
    from google.cloud.storage import Client

    from modelport.platforms.transport import authorized_session

    session = open_session(Target("local", "my-project"), "global")
    http = authorized_session(session, session.storage_url)
    client = Client("my-project", http.credentials, _http=http, client_options={"api_endpoint": home.url()})
    client.create_bucket("my-models", location="us-central1").blob("iris/model.joblib").upload_from_filename(model)
    http.close()  # type: ignore[no-untyped-call]


def test_a_bucket_without_a_running_platform_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELPORT_HOME", str(tmp_path))
    assert main(["check", "gs://my-models/iris", "--format", "json"]) == 1
    assert "modelport local start" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ([], "[0, 1, 2]\n"),
        (["--format", "json"], '{\n  "predictions": [\n    0,\n    1,\n    2\n  ]\n}\n'),
    ],
)
def test_predictions_are_printed_as_gcloud_prints_them(
    form: list[str], expected: str, model: Path, instances: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["local-predict", "--model-dir", str(model.parent), "--framework", "scikit-learn"]
    assert main([*argv, "--json-instances", str(instances), *form]) == 0
    assert capsys.readouterr().out == expected


def test_predictions_that_are_objects_are_a_table_of_their_keys() -> None:
    from modelport_tui.commands.local_predict import gcloud_table

    rows: list[object] = [{"b": [1.5, 2], "a": "x"}, {"b": [3], "a": None}]
    assert gcloud_table(rows) == "A  B\nx  [1.5, 2]\n   [3]"


def test_a_library_of_another_release_is_warned_of() -> None:
    from dataclasses import replace

    from modelport.artifacts import ArtifactReport
    from modelport.local_predict.prediction import differences

    report = ArtifactReport("m", "m", (), library_versions=(("scikit-learn", "1.0.2"),))
    assert "saved with scikit-learn 1.0.2" in differences(report)[0]
    assert differences(replace(report, library_versions=())) == ()
