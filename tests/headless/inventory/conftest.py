"""A platform with real versions, and the command line in this process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from iris import iris_model
from modelport.platforms.local import LocalPlatform
from modelport_tui.cli import main

PROJECT = "headless-project"
SETOSA = "[5.1, 3.5, 1.4, 0.2]"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A platform with the model `iris` in us-central1: v1, the default, and v2."""
    directory = tmp_path_factory.mktemp("inventory")
    iris_model(directory / "model.joblib")
    with pytest.MonkeyPatch.context() as patch:
        _prepare(patch, directory)
        for version in ("v1", "v2"):
            argv = ["deploy", str(directory / "model.joblib"), "--bucket", "bucket-h", "--model", "iris"]
            assert main([*argv, "--version", version, "--yes", "--progress", "off"]) == 0
    yield directory
    LocalPlatform(directory / "modelport" / "local").stop()


def _prepare(patch: pytest.MonkeyPatch, directory: Path) -> None:
    patch.setenv("HOME", str(directory))
    patch.setenv("MODELPORT_HOME", str(directory / "modelport"))
    patch.setenv("MODELPORT_PROJECT", PROJECT)


Answer = tuple[int, str, str]
Run = Callable[..., Answer]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; gives exit code, stdout and stderr. What argparse refuses ends the program."""
    _prepare(monkeypatch, home)

    def begin(*argv: str) -> Answer:
        capsys.readouterr()
        try:
            code = main(list(argv))
        except SystemExit as ended:
            code = int(str(ended.code))
        return code, *capsys.readouterr()

    return begin


def path(version: str) -> str:
    return f"projects/{PROJECT}/models/iris/versions/{version}"
