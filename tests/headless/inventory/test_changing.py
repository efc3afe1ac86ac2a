"""Models and versions are created, changed and deleted from the command line."""

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PROJECT, SETOSA, Run


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


CREATE = ("--framework", "scikit-learn", "--runtime-version", "2.11", "--python-version", "3.7")


def test_a_local_origin_goes_into_the_staging_bucket_first(run: Run, home: Path) -> None:
    argv = ["versions", "create", "v9", "--model", "iris", "--origin", str(home / "model.joblib"), *CREATE]
    refused = run(*argv)
    assert refused[:2] == (2, "")
    assert "--staging-bucket" in refused[2]
    assert "is more than a bucket" in run(*argv, "--staging-bucket", "gs://bucket-h/folder")[2]
    assert "does not exist" in run(*argv, "--staging-bucket", "gs://no-such-bucket-h")[2]
    code, out, err = run(*argv, "--staging-bucket", "gs://bucket-h")
    assert code == 0, err
    version = json.loads(out)
    assert (version["state"], version["deploymentUri"]) == ("READY", "gs://bucket-h/iris/v9/")
    (home / "instances.json").write_text(SETOSA)
    asked = run("predict", "--model", "iris", "--version", "v9", "--json-instances", str(home / "instances.json"))
    assert json.loads(asked[1]) == {"predictions": [0]}
    assert run("versions", "delete", "v9", "--model", "iris", "--quiet")[0] == 0


def test_an_update_takes_gclouds_file_and_its_flags_go_before_it(run: Run, home: Path) -> None:
    config = home / "update.yaml"
    config.write_text("description: from the file\nautoScaling: {minNodes: 2, maxNodes: 3}\n")
    argv = ["versions", "update", "v2", "--model", "iris", "--config", str(config)]
    code, out, err = run(*argv, "--min-nodes", "1")
    assert code == 0, err
    updated = json.loads(out)
    assert (updated["description"], updated["autoScaling"]) == ("from the file", {"minNodes": 1, "maxNodes": 3})
    config.write_text("framework: XGBOOST\n")
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    assert "framework" in err


def test_a_model_is_on_one_endpoint_and_serves_in_one_region(run: Run) -> None:
    for flags in (["--regions", "us-central1,us-east1"], ["--regions", "us-central1", "--region", "us-east1"]):
        code, out, err = run("models", "create", "m2", *flags)
        assert (code, out) == (2, "")
        assert "region" in err


def test_a_version_is_updated_and_made_the_default_and_back(run: Run) -> None:
    updated = json.loads(
        run("versions", "update", "v2", "--model", "iris", "--description", "x", "--min-nodes", "2")[1]
    )
    assert (updated["description"], updated["autoScaling"]["minNodes"]) == ("x", 2)
    code, out, err = run("versions", "set-default", "v2", "--model", "iris")
    assert (code, json.loads(out)["isDefault"]) == (0, True)
    assert "before it was v1" in err
    for more in (("--yes",), ()):
        code, _, err = run("versions", "delete", "v2", "--model", "iris", *more)
        assert (code, "Make another version the default first." in err) == (1, True)
    code, _, err = run("models", "delete", "iris")
    assert (code, "Delete its versions first." in err) == (1, True)
    for kind in (("models", "update", "iris"), ("versions", "update", "v2", "--model", "iris")):
        code, _, err = run(*kind)
        assert (code, "Nothing is to be changed." in err) == (2, True)
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
        said = b""
        while b"Type v7 to delete it" not in said:  # a terminal hands over what was written piece by piece
            assert select.select([ours], [], [], 30)[0], said
            said += os.read(ours, 10_000)
    finally:
        os.close(ours)
        os.close(theirs)
    assert (run("versions", "describe", "v7", "--model", "iris")[0] != 0) is is_deleted
    if not is_deleted:
        assert run("versions", "delete", "v7", "--model", "iris", "--yes")[0] == 0
