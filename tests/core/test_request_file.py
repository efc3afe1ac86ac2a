"""Request files that are not right: each problem with its line."""

from pathlib import Path

import msgspec
import pytest

from modelport import yaml_text
from modelport.errors import RequestFileError
from modelport.request import Artifact, DeploymentRequest
from modelport.request_file import read_request, write_request

BROKEN = """\
target: {platform: local}
model:
  nmae: iris
  labels: {team: flowers}
version:
  runtime_version: 2.11
  machine_type: n1-standard-2
  machine_type: n1-standard-4
scaling: {mode: sometimes}
"""


def refusal(tmp_path: Path, text: str) -> RequestFileError:
    path = tmp_path / "request.yaml"
    path.write_text(text)
    with pytest.raises(RequestFileError) as caught:
        read_request(path)
    return caught.value


def test_every_problem_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    lines = refusal(tmp_path, BROKEN).why.splitlines()
    assert [line.split(":")[0] for line in lines] == ["line 3", "line 6", "line 8", "line 9"]
    assert 'unknown key "model.nmae". Did you mean "name"?' in lines[0]
    assert "version.runtime_version" in lines[1]
    assert "quotes" in lines[1]
    assert "is also on line 7" in lines[2]
    assert "scaling.mode" in lines[3]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("artifact:\n  packages: [1]\n", "line 2"),
        ("model:\n  labels:\n    team: 7\n", "line 3"),
        ("artifact:\n  packages:\n    - a.whl\n    - 7\n", "line 4"),
        ("after:\n\n  set_default: perhaps\n", "line 3"),
        ("model: iris\n", "line 1"),
    ],
)
def test_a_wrong_type_is_named_with_its_line(tmp_path: Path, text: str, line: str) -> None:
    assert line in refusal(tmp_path, text).summary


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("target: {platform: lokal}", 'Did you mean "local"? It is one of local, ai-platform.'),
        ("artifact: {framework: sklearn}", 'Did you mean "SCIKIT_LEARN"? It is one of TENSORFLOW, SCIKIT_LEARN,'),
        ("scaling: {mode: xyz}", "It is one of auto, manual."),
        ("version: {python_version: 3.7}", 'Put it in quotes, "3.7": without them YAML reads a number.'),
    ],
)
def test_a_wrong_value_is_answered_by_those_that_are_right(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text).fix


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("version:\n  runtime_version: 2.10\n", '"2.10"'),
        ("version: {name: v1, python_version: 3.10}  # the newest\n", '"3.10"'),
        ('{"version": {"runtime_version": 2.10}}', '"2.10"'),
        ("model:\n  labels: {team: a, since: 1_000}\n", '"1_000"'),
        ("artifact:\n  packages: [a.whl, 2.10]\n", '"2.10"'),
        ("model:\n  name: on\n", '"on"'),
        ("version:\n  name: 2026-01-02\n", '"2026-01-02"'),
        ("version: {<<: {runtime_version: 2.10}}\n", "quotes: without"),
    ],
)
def test_the_quotes_that_are_missing_go_around_what_the_file_says(tmp_path: Path, text: str, quoted: str) -> None:
    path = tmp_path / "request.yaml"
    assert quoted in refusal(tmp_path, text).fix
    path.write_text(text.replace(quoted.strip('"'), quoted))
    if quoted in path.read_text():
        read_request(path)


@pytest.mark.parametrize(
    ("text", "said", "advised"),
    [
        ("scaling: {targets: {CPU: 60}}", 'unknown key "scaling.targets.CPU"', 'Did you mean "CPU_USAGE"?'),
        ("scaling: {targets: {CPU_USAGE: high}}", "scaling.targets.CPU_USAGE is not right: high is a text", "schema"),
        ("scaling: {min_nodes: two}", "two is a text, and must be a whole number", "schema"),
        ("scaling: {min_nodes: '2'}", '"2" is a text, and must be a whole number', "without quotes: 2."),
        ("version: {accelerator: P4}", "P4 is a text, and must be a map of keys", "It takes the keys type, count."),
        ("version: {accelerator: {type: P4, cuont: 1}}", 'key "version.accelerator.cuont"', 'mean "count"?'),
        ("version: {explanation: {method: shapley}}", 'there is no "shapley"', 'mean "sampled-shapley"?'),
        ("version: {explanation: {paths: 3}}", 'version.explanation lacks the key "method"', "explanation.method."),
        ("artifact: {packages: a.whl}", "a.whl is a text, and must be a list", "brackets: [a.whl]"),
        ("model: {name: }", "it is empty, and must be a text", "leave its key out"),
        ("after: {set_default: 1}", "1 is a whole number, and must be true or false", "Write true or false."),
        ("model: {labels: {1: a}}", "model.labels is not right: one of its keys is no text", "Put that key in quotes."),
    ],
)
def test_a_wrong_value_is_named_in_words_with_what_to_write(tmp_path: Path, text: str, said: str, advised: str) -> None:
    refused = refusal(tmp_path, text)
    assert said in refused.summary
    assert advised in refused.fix
    assert not set("{}`|") & set(refused.summary)


def test_every_wrong_label_is_named(tmp_path: Path) -> None:
    lines = refusal(tmp_path, "model:\n  labels:\n    a: 1\n    b: two\n    c: 3.10\n").why.splitlines()
    assert [line.split(" is not")[0] for line in lines] == ["line 3: model.labels.a", "line 5: model.labels.c"]


def test_what_is_no_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    assert "line 3" in refusal(tmp_path, "model:\n  name: [\n").why


WRITTEN = """\
# our irises
target: {platform: local, project: 'my-project'}
model:
  name: "iris"  # what the app asks for
  description: ""
artifact:
  source: ./model.joblib  # made by train.py
version:
  # one more for each training
  name: v1
  runtime_version: "2.11"
"""


def test_saving_onto_a_request_changes_the_values_alone(tmp_path: Path) -> None:
    path = tmp_path / "request.yaml"
    path.write_text(WRITTEN)
    request, _ = read_request(path)
    write_request(msgspec.structs.replace(request, version=msgspec.structs.replace(request.version, name="v2")), path)
    assert path.read_text() == WRITTEN.replace("name: v1", "name: v2")
    assert [each.name for each in tmp_path.iterdir()] == ["request.yaml"]


@pytest.mark.parametrize("text", ["- something else\n", "", "after: [\n", "model: {name: a, name: b}\n"])
def test_saving_onto_what_is_no_request_writes_a_whole_request(tmp_path: Path, text: str) -> None:
    path = tmp_path / "request.yaml"
    path.write_text(WRITTEN)
    request, _ = read_request(path)
    path.write_text(text)
    write_request(request, path)
    assert read_request(path)[0] == request


@pytest.mark.parametrize("text", ["2.11", "yes", "N", "1e3", "0x1f", "1:30", "2026-01-02", "~", "null", "1_000", "="])
def test_what_a_reader_could_take_for_something_else_is_quoted(text: str) -> None:
    assert yaml_text.dump({"value": text}) == f'value: "{text}"\n'
    assert yaml_text.load(yaml_text.dump({"value": text})) == {"value": text}


def test_every_path_means_the_same_file_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    here.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(tmp_path))
    artifact = Artifact("./model.joblib", packages=("dist/code-1.tar.gz", "../b.whl", "~/c.whl", "gs://b/d.whl"))
    write_request(DeploymentRequest(artifact=artifact), elsewhere / "request.yaml")
    read, content = read_request(elsewhere / "request.yaml")
    assert read.artifact.source == content["artifact"]["source"] == str(here / "model.joblib")
    packages = (str(here / "dist/code-1.tar.gz"), str(tmp_path / "b.whl"), str(tmp_path / "c.whl"), "gs://b/d.whl")
    assert read.artifact.packages == content["artifact"]["packages"] == packages


def test_an_edited_file_keeps_its_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "project" / "request.yaml"
    path.parent.mkdir()
    text = "artifact:\n  source: ./m.joblib  # ours\n  packages: [dist/a.tar.gz]\nversion:\n  name: v1\n"
    path.write_text(text)
    (tmp_path / "link").symlink_to(path.parent)
    linked = tmp_path / "link" / "request.yaml"
    request, _ = read_request(linked)
    monkeypatch.chdir(tmp_path)
    version = msgspec.structs.replace(request.version, name="v2")
    write_request(msgspec.structs.replace(request, version=version), linked)
    assert path.read_text() == text.replace("v1", "v2")


@pytest.mark.parametrize("number", [1e-7, -2e-9, 1e22, 1.5, 3.0])
def test_numbers_with_an_exponent_are_written_for_every_reader_and_read_in_every_form(number: float) -> None:
    written = yaml_text.dump({"x": number})
    assert yaml_text.load(written) == {"x": number}
    assert "." in written
    assert yaml_text.load(f"x: {number!r}") == {"x": number}
