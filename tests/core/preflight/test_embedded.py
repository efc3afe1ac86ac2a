"""What is installed here against the model: each rule hit, and clean beside it."""

import struct
from dataclasses import replace
from pathlib import Path

import pytest

from modelport import preflight
from modelport.artifacts import inspect
from modelport.artifacts.report import ArtifactProblem, ArtifactReport
from modelport.preflight import Severity, boosters
from modelport.preflight.embedded import loading_problems
from modelport.preflight.installed import has_module, installed_version
from modelport.request import Artifact, DeploymentRequest, Version
from modelport.seen import Seen

from .test_libraries import BOOSTER, PICKLE

HERE = installed_version("scikit-learn")
NOW = replace(PICKLE, library_versions=(("scikit-learn", HERE),))


def codes(report: ArtifactReport, **artifact: object) -> dict[str, Severity]:
    """The findings about the artifact on the embedded platform."""
    values = {"source": "m", "framework": report.framework} | artifact
    request = DeploymentRequest(artifact=Artifact(**values))  # type: ignore[arg-type]
    found = preflight.check(request, Seen(artifact=report))
    return {finding.code: finding.severity for finding in found if finding.field == "artifact.source"}


def test_the_libraries_of_this_machine_are_known_without_importing_them() -> None:
    assert HERE.count(".") >= 1
    assert installed_version("xgboost")
    assert has_module("sklearn.linear_model._logistic")
    assert has_module("sklearn.tree._tree")
    assert not has_module("sklearn.ensemble._gb_losses")
    assert not has_module("no_such_package")


@pytest.mark.parametrize(
    ("modules", "packages", "is_missing"),
    [
        (("sklearn.tree._classes", "numpy._core.multiarray", "collections"), False, False),
        (("sklearn.svm.classes",), False, True),
        (("sklearn.svm.classes",), True, True),
        (("my_code.steps",), False, True),
        (("my_code.steps",), True, False),
        (("copy_reg", "__builtin__", "__main__"), False, False),
        (("_loss",), False, True),
    ],
)
def test_a_module_that_is_not_installed_is_missing_unless_a_package_may_bring_it(
    modules: tuple[str, ...], packages: bool, is_missing: bool
) -> None:
    found = [one.code for one in loading_problems(replace(NOW, modules=modules), HERE, packages)]
    assert found == (["module.missing"] if is_missing else [])


def test_older_releases_still_have_the_losses_under_their_old_name() -> None:
    assert not list(loading_problems(replace(NOW, modules=("_loss",)), "1.7.2", has_packages=False))


@pytest.mark.parametrize(("saved", "is_readable"), [("1.2.2", False), ("1.3.0", True), (HERE, True)])
def test_trees_are_readable_on_one_side_of_the_release_that_changed_them(saved: str, is_readable: bool) -> None:
    report = replace(PICKLE, library_versions=(("scikit-learn", saved),), modules=("sklearn.tree._tree",))
    assert ("library.trees" not in codes(report)) is is_readable


def test_the_old_binary_format_is_an_error_where_xgboost_no_longer_reads_it() -> None:
    binary = replace(BOOSTER, file_format="binf")
    assert [one.code for one in boosters.reading_problems(binary, "3.1.0", "x", "f")] == ["xgboost.binary-format"]
    assert not list(boosters.reading_problems(binary, "3.0.5", "x", "f"))
    assert "xgboost.binary-format" in codes(replace(binary, library_versions=(), library_version=""))


@pytest.mark.parametrize(
    ("base_score", "server", "is_misread"),
    [
        ("[5.3E1]", "3.0.5", True),
        ("[5.3E1]", "3.1.0", False),
        ("[5.3E1]", "10.0", False),
        ("5.3E1", "2.1.4", False),
        ("[5E-1]", "2.1.4", False),
        ("[5E-1,5E-1]", "2.1.4", False),
        ("[5E-1,6E-1]", "2.1.4", True),
        ("[]", "2.1.4", True),
        ("", "2.1.4", False),
    ],
)
def test_a_base_score_in_brackets_is_misread_by_older_servers_unless_it_is_the_default(
    base_score: str, server: str, is_misread: bool
) -> None:
    assert boosters.is_misread(base_score, server) is is_misread


def test_own_loaders_and_packages_silence_what_only_the_platform_s_loader_minds() -> None:
    problems = tuple(
        ArtifactProblem(f"artifact.{code}", "error", "m", "f")
        for code in ("nothing-recognised", "not-a-model", "dangerous-import", "other-packages")
    )
    report = replace(NOW, problems=problems)
    routine = {"framework": "", "packages": ("a.tar.gz",), "prediction_class": "a.B"}
    assert set(codes(report, **routine)) == {"artifact.dangerous-import"}
    assert "artifact.other-packages" not in codes(report, packages=("a.tar.gz",))
    assert len(codes(report)) == 4


def test_a_pickle_of_another_release_is_doubtful_even_where_the_runtime_has_that_release() -> None:
    older = replace(NOW, library_versions=(("scikit-learn", "1.0.2"),), library_version="1.0.2")
    request = DeploymentRequest(artifact=Artifact("m", "SCIKIT_LEARN"), version=Version(runtime_version="2.11"))
    (told,) = [one for one in preflight.check(request, Seen(artifact=older)) if one.code.startswith("library.")]
    assert (told.code, told.severity) == ("library.installed", Severity.WARNING)
    assert f"Saved with scikit-learn 1.0.2; the embedded platform serves with {HERE}" in told.message
    assert "library.installed" not in codes(NOW)


def test_what_differs_here_as_well_is_not_called_fine() -> None:
    request = DeploymentRequest(artifact=Artifact("m", "SCIKIT_LEARN"), version=Version(runtime_version="2.11"))
    for saved, is_fine in ((HERE, True), ("1.3.2", False)):
        report = replace(NOW, library_versions=(("scikit-learn", saved),))
        found = preflight.check(request, Seen(artifact=report))
        (told,) = [one for one in found if one.code == "library.differs"]
        assert told.fix.startswith("Fine here") is is_fine
        assert "For Google: " in told.fix


def test_a_pickled_booster_in_the_old_binary_format_is_an_error_however_small(tmp_path: Path) -> None:
    header = struct.pack("<4sfIiiiIII", b"binf", 0.5, 4, 0, 0, 0, 1, 2, 0).ljust(140, b"\0")
    model = b"CONFIG-offset:" + bytes(8) + header + (16).to_bytes(8, "little") + b"reg:squarederror" + bytes(200)
    handle = b"B" + len(model).to_bytes(4, "little") + model
    pickled = b"\x80\x03cxgboost.core\nBooster\n)\x81}X\x06\x00\x00\x00handle" + handle + b"sb."
    (tmp_path / "model.pkl").write_bytes(pickled)
    report = inspect(tmp_path)
    assert (report.booster_format, report.library_version, report.feature_count) == ("binf", "1.2", 4)
    assert codes(report)["xgboost.binary-format"] is Severity.ERROR
