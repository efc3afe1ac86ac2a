"""Packages and the prediction class in them, checked before the deployment."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from modelport.artifacts.report import ArtifactReport, PackageReport
from modelport.preflight import Finding, Severity, check
from modelport.request import Artifact, DeploymentRequest, Model, Target
from modelport.seen import Seen
from modelport_tui.cli import main

CODE = PackageReport("code.tar.gz", "", frozenset({"my_code", "my_code.model", "setup"}))
MODEL = ArtifactReport("m", "m", (), "SCIKIT_LEARN", file_format="pickle", modules=("preprocess.steps", "numpy"))


def found(seen: Seen, *packages: str, name: str = "", platform: str = "local") -> list[Finding]:
    """What is said about the packages and the class."""
    artifact = Artifact("m", packages=packages, prediction_class=name)
    target = Target("ai-platform" if platform == "ai-platform" else "local", "p")
    request = DeploymentRequest(target, artifact=artifact, model=Model(endpoint="global"))
    fields = ("artifact.packages", "artifact.prediction_class")
    return [finding for finding in check(request, seen) if finding.field in fields]


def test_a_package_that_can_t_be_installed_is_an_error() -> None:
    seen = Seen(packages=(PackageReport("code.tar.gz", "there is no setup.py"),))
    (told,) = found(seen, "code.tar.gz", name="my_code.Predictor")
    assert (told.code, told.severity) == ("package.unusable", Severity.ERROR)
    assert "code.tar.gz can't be installed: there is no setup.py." in told.message


def test_a_class_that_no_package_holds_is_an_error_which_says_what_they_hold() -> None:
    (told,) = found(Seen(packages=(CODE,)), "code.tar.gz", name="your_code.Predictor")
    assert told.code == "class.missing"
    assert told.message == "No package has the module your_code; they hold my_code, my_code.model."


@pytest.mark.parametrize(("problem", "codes"), [("", []), ("Predictor has no predict", ["class.unusable"])])
def test_a_class_that_is_held_is_judged_by_its_methods(problem: str, codes: list[str]) -> None:
    held = PackageReport("code.tar.gz", "", frozenset({"my_code"}), problem)
    assert [one.code for one in found(Seen(packages=(held,)), "code.tar.gz", name="my_code.Predictor")] == codes


@pytest.mark.parametrize(("platform", "severity"), [("local", Severity.ERROR), ("ai-platform", Severity.WARNING)])
def test_a_module_that_the_model_needs_and_no_package_holds_is_named(platform: str, severity: Severity) -> None:
    (told,) = found(Seen(artifact=MODEL, packages=(CODE,)), "code.tar.gz", platform=platform)
    assert (told.code, told.severity) == ("package.lacks-module", severity)
    assert "imports preprocess, which no package holds" in told.message


def test_what_was_not_read_is_not_judged() -> None:
    assert found(Seen(artifact=MODEL, packages=(CODE,)), "code.tar.gz", "gs://my-bucket/more.tar.gz") == []
    assert found(Seen(artifact=MODEL, packages=(CODE,)), "other.tar.gz") == []
    assert found(Seen(artifact=MODEL), "code.tar.gz") == []
    assert found(Seen(artifact=MODEL)) == []


def test_the_command_reads_the_packages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = b"class Predictor:\n    pass\n"
    with tarfile.open(tmp_path / "my_code-1.tar.gz", "w:gz") as archive:
        for name, content in (("setup.py", b""), ("my_code.py", text)):
            member = tarfile.TarInfo(f"my_code-1/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    (tmp_path / "data.bin").write_bytes(b"data")
    argv = ["check", str(tmp_path / "data.bin"), "--endpoint", "global", "--prediction-class", "my_code.Predictor"]
    assert main([*argv, "--package-uris", str(tmp_path / "my_code-1.tar.gz"), "--format", "json"]) == 3
    assert "class.unusable" in {one["code"] for one in json.loads(capsys.readouterr().out)["findings"]}


def test_the_command_says_in_words_what_it_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data.bin").write_bytes(b"data")
    argv = ["check", str(tmp_path), "--prediction-class", "my_code.Predictor", "--format", "table"]
    assert main(argv) == 3
    shown = capsys.readouterr()
    assert shown.out == f"{tmp_path}: 1 file, no model was recognised; my_code.Predictor loads them\n"
    assert shown.err.endswith("✗ 1 error\n")
