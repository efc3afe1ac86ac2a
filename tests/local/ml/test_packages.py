"""Custom code: packages of a version's own, prediction routines, and tutorial-style scripts."""

import ast
import importlib
import io
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import pytest

from local.ml.platform import Cloud
from local.ml.sdists import sdist
from waiting import until

SETUP = b"from setuptools import setup\nsetup(name='mine', version='0.1', scripts=['predictor.py'])\n"
ROUTINE = b"""
import os, preprocess
class Mine:
    def __init__(self, text): self.text = text
    def predict(self, instances, **kwargs):
        print("asked for", len(instances))
        return [[self.text, preprocess.double(i), sorted(kwargs)] for i in instances]
    @classmethod
    def from_path(cls, model_dir):
        with open(os.path.join(model_dir, "words.txt")) as f: return cls(f.read())
class Half:
    pass
class Wrong:
    from_path = classmethod(lambda cls, d: cls())
    def predict(self, instances, more): return []
class Loud:
    def predict(self, instances, **kwargs): raise ValueError("no [/markup] \\x1b[31mhere")
    @classmethod
    def from_path(cls, model_dir): return cls()
class Strange(Loud):
    def predict(self, instances, **kwargs): return {"a": 1}
class Garbled(Loud):
    def predict(self, instances, **kwargs):
        print("said \\ud800")
        if instances == [1]: return ["answer \\ud800"]
        raise ValueError("failed \\ud800")
class Outer:
    class Inner(Loud):
        def predict(self, instances, *, scale=1, **kwargs): return [each * scale for each in instances]
class GarbledStart(Loud):
    @classmethod
    def from_path(cls, model_dir): raise ValueError("start \\ud800")
"""


def package(double: bytes = b"2") -> bytes:
    preprocess = b"def double(x): return x * " + double + b"\n"
    return sdist({"setup.py": SETUP, "predictor.py": ROUTINE, "preprocess.py": preprocess})


@pytest.fixture
def everywhere(clouds: Callable[..., Cloud]) -> Cloud:
    """The global endpoint, which alone takes custom code, with a model."""
    cloud = clouds("global")
    cloud.create_model()
    return cloud


def deploy(cloud: Cloud, archive: bytes, cls: str, name: str = "v1", file: str = "mine-0.1.tar.gz") -> Any:
    uri = cloud.upload({"words.txt": b"hello", file: archive})
    return cloud.create_version(uri, name=name, packageUris=[uri + file], predictionClass=f"predictor.{cls}")


def test_a_prediction_routine_gets_its_directory_and_the_other_keys(everywhere: Cloud) -> None:
    assert deploy(everywhere, package(), "Mine")["response"]["state"] == "READY"
    status, answer = everywhere.predict({"instances": [1, "a"], "beta": 1, "alpha": 2})
    assert status == 200
    assert answer["predictions"] == [["hello", 2, ["alpha", "beta"]], ["hello", "aa", ["alpha", "beta"]]]
    printed = ' AND textPayload:"asked for 2"'
    until(lambda: everywhere.log(more=printed), "what the routine printed stands in the log")
    assert [entry["labels"]["node"] for entry in everywhere.log(more=printed)] == ["node-1"]


@pytest.mark.parametrize(
    "arguments",
    [
        "package_dir={'': 'lib'}, py_modules=['predictor', 'preprocess']",
        "package_dir={'': 'lib/python'}, py_modules=['predictor', 'preprocess']",
        "package_dir={'predictor': 'a/predictor', 'preprocess': 'b/preprocess'}, packages=['predictor', 'preprocess']",
    ],
)
def test_modules_are_found_wherever_setuptools_was_told_they_are(
    everywhere: Cloud, tmp_path: Path, arguments: str
) -> None:
    archive = built(tmp_path, arguments)
    assert deploy(everywhere, archive, "Mine")["response"]["state"] == "READY"
    assert everywhere.predict({"instances": [1]})[1]["predictions"] == [["hello", 2, []]]


def built(directory: Path, arguments: str) -> bytes:
    """A source distribution as setuptools itself makes it, with the routine where the arguments have it."""
    where = ast.literal_eval(arguments.partition("package_dir=")[2].partition("}")[0] + "}")
    for module, text in (("predictor", ROUTINE), ("preprocess", b"def double(x): return x * 2\n")):
        path = directory / (f"{where[module]}/__init__.py" if module in where else f"{where['']}/{module}.py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    (directory / "setup.py").write_text(
        f"from setuptools import setup\nsetup(name='mine', version='0.1', {arguments})\n"
    )
    command = [sys.executable, "setup.py", "-q", "sdist", "--formats=gztar"]
    subprocess.run(command, cwd=directory, check=True, capture_output=True)
    (archive,) = (directory / "dist").iterdir()
    return archive.read_bytes()


def test_two_versions_do_not_mix_their_modules(everywhere: Cloud) -> None:
    deploy(everywhere, package(b"2"), "Mine", "v1")
    deploy(everywhere, package(b"3"), "Mine", "v2")
    answers = [everywhere.predict({"instances": [7]}, f"models/iris/versions/{v}")[1] for v in ("v1", "v2")]
    assert [answer["predictions"][0][1] for answer in answers] == [14, 21]


@pytest.mark.parametrize(
    ("cls", "reason"),
    [
        ("Missing", "cannot be found. Please make sure"),
        ("Half", "must implement the from_path method"),
        ("Wrong", "predict method with an invalid signature"),
    ],
)
def test_a_class_that_is_no_predictor_fails(everywhere: Cloud, cls: str, reason: str) -> None:
    assert reason in deploy(everywhere, package(), cls)["error"]["message"]


def test_a_class_may_lie_in_another_and_take_options_of_its_own(everywhere: Cloud) -> None:
    assert deploy(everywhere, package(), "Outer.Inner")["response"]["state"] == "READY"
    assert everywhere.predict({"instances": [1, 2], "scale": 3}) == (200, {"predictions": [3, 6]})


def test_a_package_that_needs_another_is_told_which(everywhere: Cloud) -> None:
    needy = sdist({"setup.py": SETUP, "predictor.py": b"import no_such_library\n" + ROUTINE, "preprocess.py": b""})
    message = deploy(everywhere, needy, "Mine")["error"]["message"]
    assert "predictor needs the module no_such_library, which is not here" in message
    assert "packageUris" in message


def test_a_directory_that_the_routine_cannot_read_fails_with_its_error(everywhere: Cloud) -> None:
    uri = everywhere.upload({"mine.tar.gz": package()})
    operation = everywhere.create_version(uri, packageUris=[uri + "mine.tar.gz"], predictionClass="predictor.Mine")
    assert "Unexpected error when loading the model: problem in predictor.Mine" in operation["error"]["message"]
    assert "FileNotFoundError" in operation["error"]["message"]


def test_what_a_routine_raises_is_the_answer(everywhere: Cloud) -> None:
    deploy(everywhere, package(), "Loud")
    status, answer = everywhere.predict({"instances": [1]})
    assert (status, answer["error"]) == (
        400,
        "Prediction failed: Exception during prediction: no [/markup] \x1b[31mhere",
    )
    deploy(everywhere, package(), "Strange", "v2")
    status, answer = everywhere.predict({"instances": [1]}, "models/iris/versions/v2")
    assert (status, "only lists allowed" in answer["error"]) == (400, True)


@pytest.mark.parametrize(
    "archive",
    [b"not an archive", sdist({"predictor.py": ROUTINE}), sdist({"../../escaped.py": b"x", "setup.py": SETUP})],
    ids=["no archive", "no setup.py", "leaves its directory"],
)
def test_a_package_that_cannot_be_used_fails(everywhere: Cloud, archive: bytes) -> None:
    message = deploy(everywhere, archive, "Mine")["error"]["message"]
    assert "User-provided package mine-0.1.tar.gz failed to install" in message
    assert not list(everywhere.platform.home.rglob("escaped.py"))


def test_a_pickle_of_a_class_in_the_package_loads(everywhere: Cloud, tmp_path: Any, monkeypatch: Any) -> None:
    module = (
        b"import numpy as np\nfrom sklearn.base import BaseEstimator, TransformerMixin\n"
        b"class Ten(BaseEstimator, TransformerMixin):\n"
        b"    def fit(self, X, y=None): return self\n"
        b"    def transform(self, X): return np.asarray(X) * 10\n"
    )
    (tmp_path / "ten_transformer.py").write_bytes(module)
    monkeypatch.syspath_prepend(tmp_path)
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import make_pipeline

    ten = importlib.import_module("ten_transformer").Ten

    model = make_pipeline(ten(), LinearRegression()).fit([[1.0], [2.0]], [1.0, 2.0])
    joblib.dump(model, tmp_path / "model.joblib")
    archive = sdist({"setup.py": SETUP, "ten_transformer.py": module})
    uri = everywhere.upload({"model.joblib": (tmp_path / "model.joblib").read_bytes(), "ten.tar.gz": archive})
    without = everywhere.create_version(uri, name="v1", framework="SCIKIT_LEARN")
    assert "No module named 'ten_transformer'" in without["error"]["message"]
    everywhere.create_version(uri, name="v2", framework="SCIKIT_LEARN", packageUris=[uri + "ten.tar.gz"])
    expected = model.predict([[3.0]]).tolist()
    assert everywhere.predict({"instances": [[3.0]]}) == (200, {"predictions": expected})


def test_text_that_is_no_unicode_disturbs_nobody(everywhere: Cloud) -> None:
    operation = deploy(everywhere, package(), "GarbledStart", "v0")
    assert "start \\ud800" in operation["error"]["message"]
    deploy(everywhere, package(), "Garbled")
    assert everywhere.predict({"instances": [1]}) == (200, {"predictions": ["answer \ud800"]})
    status, answer = everywhere.predict({"instances": [2]})
    assert (status, "failed \\ud800" in answer["error"]) == (400, True)
    until(lambda: everywhere.log(more=' AND textPayload:"said "'), "what the routine printed stands in the log")
    assert "errorMessage" not in everywhere.version()


def test_an_archive_with_a_name_that_is_no_unicode_fails_in_words(everywhere: Cloud) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", encoding="utf-8", errors="surrogateescape") as tar:
        tar.addfile(tarfile.TarInfo("../\udcff"))
    operation = deploy(everywhere, buffer.getvalue(), "Mine")
    assert "the archive cannot be read" in operation["error"]["message"]
    assert everywhere.version()["state"] == "FAILED"
