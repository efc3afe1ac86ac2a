"""What lies beside the model in a directory is told before it is uploaded."""

from pathlib import Path

import joblib
import pytest
from sklearn.dummy import DummyClassifier

from modelport.artifacts import ArtifactReport, inspect


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    joblib.dump(DummyClassifier().fit([[0], [1]], [0, 1]), root / "model.joblib")
    return root


def told(report: ArtifactReport) -> dict[str, tuple[str, str]]:
    beside = ("artifact.other-files", "artifact.link-outside")
    return {each.code: (each.severity, each.message) for each in report.problems if each.code in beside}


def test_a_directory_with_the_model_alone_is_no_finding(project: Path) -> None:
    assert told(inspect(project)) == {}


def test_a_readme_is_told_and_no_more(project: Path) -> None:
    (project / "README.md").write_text("A model.")
    assert told(inspect(project)) == {
        "artifact.other-files": ("info", "1 other file is uploaded with model.joblib: README.md.")
    }


def test_hidden_files_are_warned_of_first_and_the_models_own_file_is_the_way_out(project: Path) -> None:
    (project / "train.csv").write_text("1,2")
    (project / ".git").mkdir()
    (project / ".git" / "HEAD").write_text("ref: refs/heads/main")
    report = inspect(project)
    message = "2 other files are uploaded with model.joblib: .git/HEAD, train.csv."
    assert told(report) == {"artifact.other-files": ("warning", message)}
    better = next(each.better_source for each in report.problems if each.code == "artifact.other-files")
    assert told(inspect(better)) == {}


def test_a_link_that_leads_out_is_named_with_where_it_leads(project: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    (project / "notes.txt").symlink_to(secret)
    severity, message = told(inspect(project))["artifact.link-outside"]
    assert severity == "warning"
    assert f"notes.txt is a link that leads to {secret}" in message


def test_a_model_that_is_a_link_into_a_store_is_no_finding(project: Path, tmp_path: Path) -> None:
    (project / "model.joblib").rename(tmp_path / "abc")
    (project / "model.joblib").symlink_to(tmp_path / "abc")
    assert told(inspect(project)) == {}


def test_a_link_inside_is_no_finding(project: Path) -> None:
    (project / "data").mkdir()
    (project / "data" / "weights").write_text("x")
    (project / "weights").symlink_to(project / "data" / "weights")
    assert "artifact.link-outside" not in told(inspect(project))
