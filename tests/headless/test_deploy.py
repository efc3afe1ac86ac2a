"""`modelport deploy` without a terminal: what goes where, and the exit codes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from iris import iris_model
from modelport.platforms.local import LocalPlatform

Result = subprocess.CompletedProcess[str]
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with an embedded platform and a real model in it."""
    directory = tmp_path_factory.mktemp("headless")
    (directory / "iris").mkdir()
    iris_model(directory / "iris" / "model.joblib")
    yield directory
    LocalPlatform(directory / "modelport" / "local").stop()


@pytest.fixture
def run(home: Path) -> Run:
    """Runs `modelport` in a pipe, in the home's directory."""

    def begin(*arguments: str, **environment: str) -> Result:
        variables = {**os.environ, "HOME": str(home), "MODELPORT_HOME": str(home / "modelport"), **environment}
        argv = [sys.executable, "-m", "modelport_tui.cli", *arguments]
        return subprocess.run(
            argv, capture_output=True, text=True, cwd=home, env=variables, stdin=subprocess.DEVNULL, check=False
        )

    return begin


def test_stdout_is_the_version_and_its_predictions(run: Run) -> None:
    done = run("deploy", "iris/model.joblib", "--instances", "[[5.1, 3.5, 1.4, 0.2], [6.9, 3.1, 5.4, 2.1]]", "--yes")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["version"]["state"] == "READY"
    assert result["predictions"] == [0, 2]
    assert "✓ Upload the model" in done.stderr


def test_a_request_file_deploys_the_same(run: Run, home: Path) -> None:
    saved = run("deploy", "iris/model.joblib", "--model", "from_file", "--dry-run", "--save", "request.yaml")
    assert saved.returncode == 0, saved.stderr
    done = run("deploy", "--file", "request.yaml", "--set", "version.name=second", "--yes", "--format", "yaml")
    assert done.returncode == 0, done.stderr
    assert "models/from_file/versions/second" in done.stdout
    again = run("deploy", "--file", "request.yaml", "--set", "version.name=second", "--yes")
    assert again.returncode == 0, again.stderr
    assert "exists" in again.stderr


def test_progress_is_json_when_asked(run: Run) -> None:
    flags = ("--model", "as_json", "--runtime-version", "2.10", "--save", "as_json.yaml")
    done = run("deploy", "iris/model.joblib", *flags, "--yes", "--progress", "json")
    events = [json.loads(line) for line in done.stderr.splitlines()]
    before = [event["event"] for event in events].index("RunStarted")
    assert {event["event"] for event in events[:before]} == {"Found", "Noted"}
    assert {event.get("severity") for event in events[:before]} <= {"warning", None}
    assert events[-1]["event"] == "RunFinished"


def test_a_dry_run_touches_nothing(run: Run, home: Path, tmp_path: Path) -> None:
    done = run("deploy", "iris/model.joblib", "--dry-run", MODELPORT_HOME=str(tmp_path / "untouched"))
    assert done.returncode == 0, done.stderr
    assert [step["id"] for step in json.loads(done.stdout)["steps"]][:3] == ["platform", "bucket", "upload"]
    assert not (tmp_path / "untouched" / "local").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["deploy"], 2, "PATH"),
        (["deploy", "--yes"], 2, "PATH"),
        (["deploy", "iris/model.joblib"], 2, "--yes"),
        (["deploy", "nowhere.joblib", "--yes"], 3, "nowhere.joblib"),
        (["deploy", "iris/model.joblib", "--target", "ai-platform", "--yes"], 3, "31 January 2025"),
        (["deploy", "iris/model.joblib", "--version", "bad-name", "--yes"], 3, "R01"),
        (["deploy", "iris/model.joblib", "--min-nodes", "none", "--yes"], 2, "whole number"),
        (["deploy", "--file", "nowhere.yaml", "--yes"], 2, "nowhere.yaml"),
        (["deploy", "iris/model.joblib", "--yes", "--save", "nowhere/x.yaml"], 2, "There is no directory"),
        (["deploy", "iris/model.joblib", "--yes", "--save", "iris"], 2, "It is a directory"),
        (["resume", "nothing"], 2, "nothing"),
        (["check", "iris/model.joblib"], 0, ""),
        (["check", "iris/model.joblib", "--machine-type", "mls1-c1-m2"], 3, ""),
    ],
)
def test_every_failure_has_its_exit_code_and_says_what_to_do(
    run: Run, arguments: list[str], code: int, words: str
) -> None:
    done = run(*arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert words in done.stderr


def test_missing_answers_are_all_listed_with_their_flags(run: Run) -> None:
    done = run("deploy", "--target", "ai-platform", "--yes", MODELPORT_AI_PLATFORM_ENDPOINT="http://127.0.0.1:9")
    assert done.returncode == 2
    assert "PATH" in done.stderr
    assert "--project" in done.stderr


def test_the_schema_accepts_what_the_wizard_saves(run: Run, home: Path) -> None:
    import jsonschema

    from modelport import yaml_text

    run("deploy", "iris/model.joblib", "--dry-run", "--save", "for_schema.yaml")
    schema = json.loads(run("schema").stdout)
    jsonschema.validate(yaml_text.load((home / "for_schema.yaml").read_text()), schema)


def test_verbose_shows_each_call_without_secrets(run: Run, home: Path) -> None:
    deployed = run("deploy", "iris/model.joblib", "--bucket", "bucket-verbose", "--model", "told", "--yes", "--verbose")
    assert deployed.returncode == 0, deployed.stderr
    assert "POST http://127.0.0.1:" in deployed.stderr
    assert "/v1/projects/demo-project/models → 200 in " in deployed.stderr
    assert (home / "modelport" / "local" / "token").read_text().strip() not in deployed.stderr
    assert "upload_id" not in deployed.stderr
    listed = run("--verbose", "--no-color", "models", "list", "--format", "json")
    assert "GET http://127.0.0.1:" in listed.stderr
    assert "told" in [model["name"].rpartition("/")[2] for model in json.loads(listed.stdout)]
