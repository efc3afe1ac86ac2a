"""Packages with custom code: what they hold, read without unpacking or importing."""

import gzip
import io
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from modelport.artifacts.packages import class_problem, inspect_package

GOOD = """
from somewhere import anything

class Predictor(object):
    @classmethod
    def from_path(cls, model_dir):
        return cls()

    def predict(self, instances, **kwargs):
        return instances
"""


def sdist(directory: Path, form: int = tarfile.PAX_FORMAT, **files: str) -> str:
    """A source distribution; `my_code__init__py` stands for `my_code/__init__.py` with its text."""
    path = directory / "my_code-0.1.tar.gz"
    with tarfile.open(path, "w:gz", format=form) as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"my_code-0.1/{name.replace('__', '/').replace('_py', '.py')}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return str(path)


def test_a_source_distribution_s_modules_are_known_with_and_without_src(tmp_path: Path) -> None:
    source = sdist(tmp_path, setup_py="", src__code__model_py=GOOD, code2_py="")
    report = inspect_package(source, "code.model.Predictor")
    assert (report.problem, report.class_problem) == ("", "")
    assert {"code.model", "code2"} <= report.modules


def test_a_directory_that_setuptools_names_is_an_import_root(tmp_path: Path) -> None:
    path = tmp_path / "my_code-0.1.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in {"setup.py": "", "lib/code/model.py": GOOD, "lib/my_code.egg-info/SOURCES.txt": ""}.items():
            member = tarfile.TarInfo(f"my_code-0.1/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    report = inspect_package(str(path), "code.model.Predictor")
    assert report.class_problem == ""
    assert "code.model" in report.modules


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_long_names_are_read_in_every_form_of_tar(form: int, tmp_path: Path) -> None:
    deep = "__".join(["package" * 4] * 5)
    report = inspect_package(sdist(tmp_path, form, **{"setup_py": "", f"{deep}_py": ""}))
    assert ".".join(["package" * 4] * 5) in report.modules


def test_a_wheel_s_modules_are_known(tmp_path: Path) -> None:
    path = tmp_path / "my_code-0.1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("my_code/__init__.py", GOOD)
        wheel.writestr("my_code-0.1.dist-info/METADATA", "")
    report = inspect_package(str(path), "my_code.Predictor")
    assert (report.problem, report.class_problem, report.modules) == ("", "", frozenset({"my_code"}))


def test_a_module_too_large_to_be_read_is_not_judged(tmp_path: Path) -> None:
    report = inspect_package(sdist(tmp_path, setup_py="", code_py="# " + "x" * (1 << 19)), "code.Predictor")
    assert (report.problem, report.class_problem) == ("", "")


def test_what_is_no_package_says_why(tmp_path: Path) -> None:
    assert "no setup.py" in inspect_package(sdist(tmp_path, code_py="")).problem
    for name, content in (("a.tar.gz", b"not gzip"), ("b.tar.gz", gzip.compress(b"x" * 2000)), ("c.whl", b"not zip")):
        (tmp_path / name).write_bytes(content)
        assert "cannot be read as a" in inspect_package(str(tmp_path / name)).problem
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(Path(sdist(tmp_path, setup_py="x" * 9000, code_py=GOOD)).read_bytes()[:120])
    assert "cannot be read as a .tar.gz" in inspect_package(str(cut)).problem
    assert inspect_package(str(tmp_path / "none.tar.gz")).problem == f"there is no none.tar.gz in {tmp_path}/"
    assert inspect_package(str(tmp_path)).problem


def test_a_bomb_is_refused_in_flat_memory(tmp_path: Path) -> None:
    header = tarfile.TarInfo("x-1/setup.py")
    header.size = 400 << 20
    bomb = tmp_path / "bomb-1.tar.gz"
    with gzip.open(bomb, "wb", 1) as file:
        for name in ("x-1/setup.py", "x-1/more.py"):
            header.name = name
            file.write(header.tobuf())
            for _ in range(400):
                file.write(bytes(1 << 20))
    tracemalloc.start()
    try:
        assert "more than" in inspect_package(str(bomb), "more.Predictor").problem
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (GOOD, ""),
        (GOOD.replace("Predictor(object)", "Other"), "there is no class Predictor, only Other"),
        (GOOD.replace("from_path", "load"), "Predictor has no from_path"),
        (GOOD.replace("    @classmethod\n", ""), "from_path of Predictor is no classmethod"),
        (GOOD.replace("def predict", "def guess"), "Predictor has no predict"),
        (GOOD.replace("instances, **", "instances, more, **"), "predict of Predictor takes (self, instances, more)"),
        (GOOD.replace("(object)", "(Base)").replace("from_path", "load"), ""),
        ("from elsewhere import Predictor", ""),
        ("from elsewhere import *", ""),
        ("import elsewhere\nPredictor = elsewhere.make()", ""),
        ("print 'Python 2'", ""),
    ],
)
def test_a_class_that_can_t_serve_is_told_from_one_that_may(source: str, problem: str) -> None:
    assert class_problem(source, "Predictor") == problem
