"""Predictions, logs and operations on the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

from .conftest import PROJECT, SETOSA, Run


def test_predictions_come_from_files_of_every_kind(run: Run, home: Path) -> None:
    lines, request = home / "instances.json", home / "request.json"
    lines.write_text(f"{SETOSA}\n[6.7, 3.3, 5.7, 2.5]\n")
    request.write_text(json.dumps({"instances": [json.loads(SETOSA)]}))
    asked = ("predict", "--model", "iris")
    assert json.loads(run(*asked, "--json-instances", str(lines))[1]) == {"predictions": [0, 2]}
    assert json.loads(run(*asked, "--version", "v2", "--json-request", str(request))[1]) == {"predictions": [0]}
    assert run(*asked, "--json-instances", str(lines), "--format", "table")[1].split() == ["PREDICTION", "0", "2"]
    assert run(*asked, "--text-instances", str(lines))[0] == 1


def test_instances_that_cannot_be_read_are_wrong_usage(run: Run, home: Path) -> None:
    broken, empty = home / "broken.json", home / "empty.json"
    broken.write_text("[1,\n")
    empty.write_text("\n")
    for file, said in ((broken, "Line 1 of"), (empty, "is empty"), (home / "none", "cannot be read")):
        code, out, err = run("predict", "--model", "iris", "--json-instances", str(file))
        assert (code, out) == (2, "")
        assert said in err


def test_instances_come_from_stdin(home: Path) -> None:
    environment = {**os.environ, "HOME": str(home), "MODELPORT_HOME": str(home / "modelport")}
    argv = [sys.executable, "-m", "modelport_tui.cli", "predict", "--project", PROJECT, "--model", "iris"]
    done = subprocess.run(
        [*argv, "--json-instances", "-"], input=SETOSA, capture_output=True, text=True, env=environment, check=True
    )
    assert json.loads(done.stdout) == {"predictions": [0]}


def test_operations_are_listed_and_described(run: Run) -> None:
    operations = json.loads(run("operations", "list")[1])
    created = [each for each in operations if "create_iris_v1" in each["name"]]
    assert created
    name = created[0]["name"]
    assert json.loads(run("operations", "describe", name)[1]) | {"endpoint": "us-central1"} == created[0]
    assert json.loads(run("operations", "wait", name.rpartition("/")[2], "--region", "us-central1")[1])["done"] is True
    assert "CREATE_VERSION" in run("operations", "list", "--format", "table")[1]
    assert run("operations", "cancel", "none")[0] == 1
    code, _, err = run("operations", "cancel", name)
    assert code == 0
    assert "is over already" in err


def test_the_log_of_a_version_is_a_list_of_entries(run: Run) -> None:
    entries = json.loads(run("logs", "--model", "iris", "--version", "v1")[1])
    assert any("READY" in entry["textPayload"] for entry in entries)
    assert "READY" in run("logs", "--model", "iris", "--format", "table")[1]
    code, out, err = run("logs", "--model", "iris", "--version", "nope")
    assert (code, out) == (1, "")
    assert "There is no version nope of iris" in err


def test_a_followed_log_goes_on_as_lines_of_json(home: Path) -> None:
    environment = {**os.environ, "HOME": str(home), "MODELPORT_HOME": str(home / "modelport")}
    argv = [sys.executable, "-m", "modelport_tui.cli", "logs", "--project", PROJECT, "--model", "iris", "--follow"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment) as following:
        assert following.stdout
        first = json.loads(following.stdout.readline())
        following.terminate()
    assert first["textPayload"]
