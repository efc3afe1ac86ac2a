"""Models and versions are created, changed and deleted from the command line."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PROJECT, Run


def test_a_model_is_created_updated_described_and_deleted(run: Run) -> None:
    made = run("models", "create", "m1", "--region", "europe-west4", "--labels", "team=a,stage=b", "--description", "d")
    assert made[0] == 0, made[2]
    assert json.loads(made[1])["regions"] == ["europe-west4"]
    changed = json.loads(run("models", "update", "m1", "--update-labels", "team=c", "--remove-labels", "stage")[1])
    assert changed["labels"] == {"team": "c"}
    assert json.loads(run("models", "describe", "m1")[1])["description"] == "d"
    refused = run("models", "delete", "m1")
    assert refused[0] == 2
    assert "--yes" in refused[2]
    assert run("models", "delete", "m1", "--yes")[:2] == (0, "")
    assert run("models", "describe", "m1")[0] == 1


def test_a_version_is_created_from_the_bucket_with_gclouds_flags_and_deleted(run: Run, home: Path) -> None:
    config = home / "config.yaml"
    config.write_text("description: from the file\npythonVersion: '3.7'\n")
    argv = [
        "versions",
        "create",
        "v3",
        "--model",
        "iris",
        "--origin",
        "gs://bucket-h/iris/v1/",
        "--runtime-version",
        "2.11",
    ]
    made = run(*argv, "--framework", "scikit-learn", "--min-nodes", "1", "--max-nodes", "2", "--config", str(config))
    assert made[0] == 0, made[2]
    version = json.loads(made[1])
    assert (version["state"], version["description"], version["framework"]) == (
        "READY",
        "from the file",
        "SCIKIT_LEARN",
    )
    assert version["autoScaling"] == {"minNodes": 1, "maxNodes": 2}
    assert run(*argv)[0] == 1
    assert run("versions", "delete", "v3", "--model", "iris", "--yes")[:2] == (0, "")


def test_a_version_that_fails_says_why_and_an_asynchronous_one_is_waited_for_by_its_operation(run: Run) -> None:
    argv = [
        "versions",
        "create",
        "bad",
        "--model",
        "iris",
        "--origin",
        "gs://bucket-h/nothing/",
        "--framework",
        "xgboost",
    ]
    argv += ["--runtime-version", "2.11", "--python-version", "3.7"]
    begun = run(*argv, "--async")
    operation = json.loads(begun[1])["name"]
    code, out, err = run("operations", "wait", operation.rpartition("/")[2])
    assert (code, out) == (1, "")
    assert "The operation failed" in err
    assert run("versions", "delete", "bad", "--model", "iris", "--yes")[0] == 0


def test_a_local_origin_is_refused_with_the_command_that_uploads(run: Run) -> None:
    code, _, err = run("versions", "create", "v9", "--model", "iris", "--origin", "./model")
    assert code == 2
    assert "modelport deploy" in err


def test_a_version_is_updated_and_made_the_default_and_back(run: Run) -> None:
    updated = json.loads(
        run("versions", "update", "v2", "--model", "iris", "--description", "x", "--min-nodes", "2")[1]
    )
    assert (updated["description"], updated["autoScaling"]["minNodes"]) == ("x", 2)
    code, out, err = run("versions", "set-default", "v2", "--model", "iris")
    assert (code, json.loads(out)["isDefault"]) == (0, True)
    assert "before it was v1" in err
    assert run("versions", "delete", "v2", "--model", "iris", "--yes")[0] == 1
    assert run("versions", "set-default", "v1", "--model", "iris")[0] == 0
    assert run("versions", "update", "v2", "--model", "iris", "--nodes", "2")[0] == 1


@pytest.mark.parametrize(("typed", "is_deleted"), [("v7", True), ("v8", False), ("", False)])
def test_a_deletion_asks_for_the_name_on_a_terminal(run: Run, home: Path, typed: str, is_deleted: bool) -> None:
    argv = ["versions", "create", "v7", "--model", "iris", "--origin", "gs://bucket-h/iris/v1/", "--framework"]
    assert run(*argv, "scikit-learn", "--runtime-version", "2.11", "--python-version", "3.7")[0] == 0
    environment = {**os.environ, "HOME": str(home), "MODELPORT_HOME": str(home / "modelport"), "TERM": "xterm"}
    command = [sys.executable, "-m", "modelport_tui.cli", "versions", "delete", "v7", "--model", "iris"]
    ours, theirs = pty.openpty()
    try:
        os.write(ours, f"{typed}\n".encode())
        done = subprocess.run(
            [*command, "--project", PROJECT],
            stdin=theirs,
            stderr=theirs,
            stdout=subprocess.PIPE,
            env=environment,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0 if is_deleted else 1, b"")
        assert b"Type v7 to delete it" in os.read(ours, 10_000)
    finally:
        os.close(ours)
        os.close(theirs)
    assert (run("versions", "describe", "v7", "--model", "iris")[0] != 0) is is_deleted
    if not is_deleted:
        assert run("versions", "delete", "v7", "--model", "iris", "--yes")[0] == 0
