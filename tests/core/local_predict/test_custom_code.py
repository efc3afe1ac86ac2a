"""Models with code of their own, and files that take a yes, tried before anything is deployed."""

import io
import json
import os
import tarfile
from pathlib import Path

import joblib
import pytest
from sklearn.dummy import DummyClassifier

from modelport.errors import ArtifactError
from modelport.local_predict import predict
from modelport.request import Artifact
from modelport_tui.cli import main

ROUTINE = """
import pathlib

class Adder:
    def __init__(self, much):
        self.much = much

    @classmethod
    def from_path(cls, model_dir):
        return cls(int(pathlib.Path(model_dir, "much.txt").read_text()))

    def predict(self, instances, **kwargs):
        print("adding", self.much)
        return [instance + self.much for instance in instances]
"""


def package(directory: Path, module: str = "adding", code: str = ROUTINE, setup: str = "setup.py") -> str:
    """A source distribution with one module, as `python -m build --sdist` lays it out."""
    path = directory / f"{module}-0.1.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in ((setup, ""), (f"{module}.py", code)):
            member = tarfile.TarInfo(f"{module}-0.1/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return str(path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A directory that only the routine understands."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "much.txt").write_text("10")
    return tmp_path / "data"


def test_a_routine_of_a_package_loads_the_files_and_answers(data: Path, tmp_path: Path) -> None:
    done = predict(Artifact(str(data), packages=(package(tmp_path),), prediction_class="adding.Adder"), [1, 2])
    assert done.predictions == [11, 12]
    assert "adding 10" in done.printed
    assert [path.name for path in data.iterdir()] == ["much.txt"]


def test_the_command_takes_the_package_and_the_class(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "instances.json").write_text("1\n2\n")
    argv = ["local-predict", "--model-dir", str(data), "--json-instances", str(tmp_path / "instances.json")]
    assert main([*argv, "--package-uris", package(tmp_path), "--prediction-class", "adding.Adder"]) == 0
    assert capsys.readouterr().out == "[11, 12]\n"


@pytest.mark.parametrize(
    ("prediction_class", "setup", "why"),
    [
        ("adding.Subtracter", "setup.py", "adding.Subtracter cannot be found"),
        ("adding.Adder", "README", "User-provided package adding-0.1.tar.gz failed to install"),
    ],
)
def test_a_routine_that_the_platform_would_refuse_is_refused_in_its_words(
    prediction_class: str, setup: str, why: str, data: Path, tmp_path: Path
) -> None:
    archive = package(tmp_path, setup=setup)
    with pytest.raises(ArtifactError) as caught:
        predict(Artifact(str(data), packages=(archive,), prediction_class=prediction_class), [1])
    assert why in caught.value.why
    assert prediction_class in caught.value.fix


def test_a_package_that_is_not_there_is_named(data: Path) -> None:
    with pytest.raises(ArtifactError, match="There is no package"):
        predict(Artifact(str(data), packages=("/no/such.tar.gz",), prediction_class="adding.Adder"), [1])


def test_a_model_s_own_classes_come_from_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from sklearn.dummy import DummyClassifier\n\nclass Guesser(DummyClassifier):\n    pass\n"
    (tmp_path / "guessing.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    import guessing  # type: ignore[import-not-found]

    joblib.dump(guessing.Guesser().fit([[0.0], [1.0]], [1, 1]), tmp_path / "model.joblib")
    monkeypatch.chdir(tmp_path)
    artifact = Artifact(str(tmp_path / "model.joblib"), packages=(package(tmp_path, "guessing", code),))
    assert predict(artifact, [[0.0]]).predictions == [1]
    with pytest.raises(ArtifactError) as caught:
        predict(Artifact(artifact.source), [[0.0]])
    assert "No module named 'guessing'" in caught.value.why


def test_a_file_that_takes_a_yes_is_loaded_after_it_and_not_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = DummyClassifier().fit([[0.0], [1.0]], [1, 1])
    model.hook = os.getpid
    joblib.dump(model, tmp_path / "model.joblib")
    with pytest.raises(ArtifactError) as caught:
        predict(Artifact(str(tmp_path / "model.joblib")), [[0.0]])
    assert "--trust-pickle" in caught.value.fix
    assert predict(Artifact(str(tmp_path / "model.joblib"), trust_pickle=True), [[0.0]]).predictions == [1]
    (tmp_path / "rows.json").write_text(json.dumps([0.0]))
    argv = ["local-predict", "--model-dir", str(tmp_path), "--json-instances", str(tmp_path / "rows.json")]
    assert main([*argv, "--trust-pickle"]) == 0
    assert capsys.readouterr().out == "[1]\n"
