"""Lists and differences: data on stdout alone, in the platform's own form."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from modelport import yaml_text
from modelport.platforms.local import LocalPlatform

from .conftest import PROJECT, SETOSA, Run, path


def test_a_list_of_versions_is_the_platforms_own_resources_with_their_endpoint(run: Run) -> None:
    code, out, err = run("versions", "list", "--format", "json")
    versions = json.loads(out)
    assert (code, err) == (0, "")
    assert [version["name"] for version in versions] == [path("v1"), path("v2")]
    assert versions[0]["isDefault"] is True
    described = [json.loads(run("versions", "describe", name, "--model", "iris")[1]) for name in ("v1", "v2")]
    assert versions == [each | {"endpoint": "us-central1"} for each in described]


def test_a_list_can_be_filtered_and_sorted(run: Run) -> None:
    names = [each["name"] for each in json.loads(run("versions", "list", "--filter", "!v1 state:ready")[1])]
    assert names == [path("v2")]
    table = run("versions", "list", "--model", "iris", "--sort-by", "~version", "--format", "table")[1]
    assert [line.split()[1] for line in table.splitlines()] == ["VERSION", "v2", "v1"]
    assert "us-central1" in table


@pytest.mark.parametrize(
    ("kind", "wrong", "meant"),
    [
        ("versions", "famework:xgb", "framework"),
        ("operations", "tipe:create", "type"),
        ("models", "!endpont:global", "endpoint"),
    ],
)
def test_a_field_that_there_is_not_is_an_error_that_names_those_there_are(
    run: Run, kind: str, wrong: str, meant: str
) -> None:
    code, out, err = run(kind, "list", "--filter", wrong)
    assert (code, out) == (2, "")
    assert f"Did you mean {meant}:…?" in err
    code, out, _ = run(kind, "list", "--filter", "region:us-central1" if kind != "models" else "endpoint:us-central1")
    assert code == 0
    assert {each["endpoint"] for each in json.loads(out)} == {"us-central1"}


def test_a_model_may_be_given_by_its_path(run: Run) -> None:
    model = f"projects/{PROJECT}/models/iris"
    for argv in (("versions", "list"), ("logs",), ("versions", "describe", "v1")):
        answer = run(*argv, "--model", "iris")
        assert run(*argv, "--model", model) == answer
        assert run(*argv, "--model", model, "--project", "another-project") == answer
    assert run("models", "describe", model) == run("models", "describe", "iris")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("versions", "list", "--project", "Bad Name!"), "'Bad Name!' is no project ID."),
        (("models", "list", "--project", "123456789"), "'123456789' is no project ID."),
        (("logs", "--model", "a/b"), "'a/b' is no model."),
        (("versions", "list", "--model", "projects/p/models/"), "'projects/p/models/' is no model."),
        (("models", "describe", "models/iris"), "'models/iris' is no model."),
    ],
)
def test_what_can_name_no_project_and_no_model_is_wrong_usage(run: Run, argv: tuple[str, ...], said: str) -> None:
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    assert said in err


def test_yaml_is_the_same_as_json(run: Run) -> None:
    as_yaml = yaml_text.load(run("versions", "list", "--format", "yaml")[1])
    assert as_yaml == json.loads(run("versions", "list", "--format", "json")[1])


@pytest.mark.parametrize(
    ("kind", "head"), [("versions", "model,version,state"), ("models", "model,endpoint"), ("operations", "operation,")]
)
def test_a_list_can_be_csv_and_short(run: Run, kind: str, head: str) -> None:
    code, out, err = run(kind, "list", "-o", "csv", "--limit", "1")
    assert (code, err) == (0, "")
    assert out.startswith(head)
    assert len(list(csv.reader(io.StringIO(out)))) == 2
    assert run(kind, "list", "--limit", "0")[0] == 2
    assert run(kind, "list", "--filter", "IRIS !nothing")[1] != "[]\n"
    assert run(kind, "list", "--filter", "iris !iris") == (0, "[]\n", "")


@pytest.mark.parametrize(
    ("argv", "instead"),
    [
        (["versions", "list", "--uri"], "--format json"),
        (["models", "list", "--page-size=5"], "--limit"),
        (["versions", "describe", "v1", "--model", "iris", "--account", "a@b.c"], "gcloud auth"),
    ],
)
def test_a_flag_of_gclouds_that_means_nothing_here_is_refused_with_a_sentence(
    run: Run, argv: list[str], instead: str
) -> None:
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    assert instead in err


def test_an_empty_list_is_an_empty_json_list(run: Run) -> None:
    assert run("versions", "list", "--project", "empty-project") == (0, "[]\n", "")
    assert run("models", "list", "--region", "global") == (0, "[]\n", "")
    code, out, err = run("versions", "list", "--model", "none")
    assert (code, out) == (1, "")
    assert "modelport models list" in err


def test_a_difference_names_the_fields(run: Run) -> None:
    found = {each["field"]: (each["left"], each["right"]) for each in _diff(run)}
    assert found["deploymentUri"] == ("gs://bucket-h/iris/v1/", "gs://bucket-h/iris/v2/")
    assert "etag" not in found
    assert "etag" in {each["field"] for each in _diff(run, "--all")}
    assert "FIELD" in run("versions", "diff", "v1", "v2", "--model", "iris", "--format", "table")[1]


def _diff(run: Run, *more: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("versions", "diff", "v1", "v2", "--model", "iris", *more)[1])
    return found


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("versions", "list", "--region", "us-centrl1"), 'Did you mean "us-central1"?'),
        (("versions", "list", "--target", "ai-platform"), "31 January 2025"),
        (("models", "update", "iris"), "Nothing is to be changed"),
        (("models", "create", "x", "--labels", "team"), "KEY=VALUE"),
        (("versions", "describe", "none", "--model", "iris"), "There is no version none"),
    ],
)
def test_an_error_says_what_to_do_and_leaves_stdout_empty(run: Run, argv: tuple[str, ...], said: str) -> None:
    code, out, err = run(*argv)
    assert code in (1, 2)
    assert out == ""
    assert said in err


def test_an_overridden_endpoint_is_listed_with_the_token_of_a_file(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = LocalPlatform(home / "modelport" / "local")
    monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", f"{platform.url()}/regions/us-central1/")
    monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(platform.home / "token"))
    code, out, err = run("versions", "list", "--target", "ai-platform")
    assert (code, err) == (0, "")
    assert [version["name"] for version in json.loads(out)] == [path("v1"), path("v2")]


def test_versions_of_one_name_on_two_endpoints_are_all_listed_and_one_must_be_chosen(run: Run) -> None:
    assert run("models", "create", "iris", "--region", "europe-west4")[0] == 0
    assert len(json.loads(run("versions", "list", "--model", "iris")[1])) == 2
    code, _, err = run("versions", "describe", "v1", "--model", "iris")
    assert code == 2
    assert "europe-west4, us-central1" in err or "us-central1, europe-west4" in err
    assert run("versions", "describe", "v1", "--model", "iris", "--region", "us-central1")[0] == 0
    assert run("models", "delete", "iris", "--region", "europe-west4", "--yes")[0] == 0


LIST = """
import contextlib, io, sys
from modelport_tui.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    assert main({argv!r}) == 0
print("\\n".join(sys.modules))
"""


@pytest.mark.parametrize(
    "argv",
    [
        ["versions", "list"],
        ["models", "list"],
        ["operations", "list"],
        ["versions", "describe", "v1", "--model", "iris"],
        ["versions", "diff", "v1", "v2", "--model", "iris"],
        ["logs", "--model", "iris"],
        ["predict", "--model", "iris", "--json-instances", "{home}/one.json"],
    ],
)
def test_a_command_on_a_local_target_loads_no_library_of_googles_and_no_screen(home: Path, argv: list[str]) -> None:
    environment = {
        **os.environ,
        "HOME": str(home),
        "MODELPORT_HOME": str(home / "modelport"),
        "MODELPORT_PROJECT": PROJECT,
    }
    (home / "one.json").write_text(SETOSA)
    code = LIST.format(argv=[word.format(home=home) for word in argv])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    heavy = {"google.auth", "googleapiclient", "google.cloud", "requests", "httplib2", "textual", "rich", "numpy"}
    assert not heavy & set(done.stdout.split())


def test_a_dry_run_plans_the_version_that_a_run_would_make(run: Run, home: Path) -> None:
    argv = ("deploy", str(home / "model.joblib"), "--model", "iris", "--bucket", "bucket-h", "--dry-run")
    code, out, _ = run(*argv, "--format", "json")
    subjects = [step["subject"] for step in json.loads(out)["steps"]]
    assert code == 0
    assert path("v3") in subjects
