"""A path that leads nowhere is answered with where it stops and what may be meant."""

from pathlib import Path

import pytest

from modelport.artifacts import inspect
from modelport.artifacts.misplaced import Misplaced
from modelport.artifacts.packages import inspect_package
from modelport.preflight import Finding
from modelport.request_file import read_request
from modelport.settings import Settings
from modelport.wizard.checking import findings
from modelport.wizard.draft import Draft
from modelport.wizard.lookups import look_at_everything
from modelport.wizard.starting import new_draft


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "models" / "export" / "1").mkdir(parents=True)
    (tmp_path / "models" / "Model.joblib").write_bytes(b"x")
    (tmp_path / "models" / ".hidden").write_bytes(b"x")
    (tmp_path / "led-astray").symlink_to("nowhere")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def refused(source: str) -> Misplaced:
    with pytest.raises(Misplaced) as raised:
        inspect(source)
    return raised.value


@pytest.mark.parametrize(
    ("source", "summary", "better"),
    [
        ("models/exprot", "There is no exprot in models/.", "models/export"),
        ("models/exprot/1", "There is no exprot in models/.", "models/export/1"),
        ("modles/exprot", "There is no modles in this directory, {here}.", "models/export"),
        ("models/model.jobib", "There is no model.jobib in models/.", "models/Model.joblib"),
        ("models/model.pkl", "There is no model.pkl in models/.", "models/Model.joblib"),
        ("~/model", "There is no model in ~/.", "~/models"),
        ("{here}/./models/exprt", "There is no exprt in {here}/models/.", "{here}/models/export"),
        ("models/Model.joblib/1", "models/Model.joblib is a file: there is nothing below it.", "models/Model.joblib"),
    ],
)
def test_a_typo_gets_the_nearest_name_that_is_there(source: str, summary: str, better: str, here: Path) -> None:
    problem = refused(source.format(here=here))
    assert (problem.summary, problem.better) == (summary.format(here=here), better.format(here=here))
    assert problem.fix == f"Did you mean {problem.better}?"


def test_where_nothing_is_like_it_what_is_there_is_named() -> None:
    problem = refused("models/qqq")
    assert (problem.fix, problem.better) == ("Check the path; there are Model.joblib, export.", "")
    assert refused("led-astray").summary == "led-astray is a link to something that is not there."


@pytest.mark.parametrize(
    ("source", "words", "command"),
    [
        ("s3://b/iris/", "in Amazon S3", "aws s3 cp --recursive s3://b/iris/ ./iris"),
        ("s3://b/model.bst", "in Amazon S3", "aws s3 cp s3://b/model.bst ./model.bst"),
        ("hdfs://n/iris", "in a Hadoop file system", "hdfs dfs -get hdfs://n/iris ./iris"),
        ("https://x.org/m.bst?a=1", "a web address",
         "curl --fail --location --output m.bst 'https://x.org/m.bst?a=1'"),
        ("runs:/1f/model", "an artifact of MLflow", "mlflow artifacts download --artifact-uri runs:/1f/model -d ."),
        ("abfss://c@a/iris", "an address that is not read from here", ""),
    ],
)  # fmt: skip
def test_an_address_of_another_kind_is_called_by_its_name(source: str, words: str, command: str) -> None:
    problem = refused(source)
    assert problem.summary.startswith(f"{source} is {words}")
    assert "gs://BUCKET/DIRECTORY" in problem.summary
    assert (problem.command, problem.better) == (command, "")


@pytest.mark.parametrize(
    ("source", "better"),
    [
        ("https://storage.googleapis.com/b/iris/v%201/", "gs://b/iris/v 1"),
        ("https://console.cloud.google.com/storage/browser/b/iris;tab=objects?project=p", "gs://b/iris"),
        ("gs:/b/iris", "gs://b/iris"),
        ("gcs://b/iris", "gs://b/iris"),
        ("file:///data/iris", "/data/iris"),
        ("file://models/export", "models/export"),
        ("file://data/iris", "/data/iris"),
    ],
)
def test_an_address_that_stands_for_a_place_is_turned_into_it(source: str, better: str) -> None:
    problem = refused(source)
    assert (problem.better, problem.fix) == (better, f"Give {better}.")


def looked_at(**answers: str) -> Draft:
    draft = new_draft(Settings()).with_text("model.endpoint", "global").with_text("artifact.framework", "CUSTOM")
    for key, text in answers.items():
        draft = draft.with_text(key.replace("__", "."), text)
    return look_at_everything(draft, ("artifact", "packages"))


def found_at(draft: Draft, key: str) -> Finding:
    return next(one for one in findings(draft) if one.field == key)


def test_the_fix_can_be_applied_where_it_is_a_field() -> None:
    finding = found_at(looked_at(artifact__source=f"../{Path.cwd().name}/models/exprot"), "artifact.source")
    assert "There is no exprot in ../" in finding.message
    assert finding.apply == ("artifact.source", f"../{Path.cwd().name}/models/export")


def test_a_package_is_found_by_its_nearest_name_and_the_others_stay(here: Path) -> None:
    (here / "my_code-0.1.tar.gz").write_bytes(b"")
    (here / "other-1.tar.gz").write_bytes(b"")
    finding = found_at(looked_at(artifact__packages="other-1.tar.gz, my_cdoe-0.1.tar.gz"), "artifact.packages")
    assert finding.code == "package.unusable"
    finding = next(one for one in findings(looked_at(artifact__packages="other-1.tar.gz, my_cdoe-0.1.tar.gz"))
                   if "my_cdoe" in one.message)  # fmt: skip
    assert finding.apply == ("artifact.packages", "other-1.tar.gz, my_code-0.1.tar.gz")
    assert inspect_package("s3://b/code.tar.gz").fix.endswith("Run: aws s3 cp s3://b/code.tar.gz ./code.tar.gz")


def test_a_request_file_s_address_is_not_taken_for_a_path_beside_it(here: Path) -> None:
    file = here / "request.yaml"
    file.write_text("artifact:\n  source: s3://b/iris\n  packages: [code.tar.gz]\n")
    artifact = read_request(file)[0].artifact
    assert (artifact.source, artifact.packages) == ("s3://b/iris", (str(here / "code.tar.gz"),))
