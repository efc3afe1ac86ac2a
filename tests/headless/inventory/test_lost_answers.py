"""Faults that pass, changes whose answer is lost, and creations that fail, on the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelport.platforms.local import LocalPlatform
from scripted_endpoint import ScriptedEndpoint, scripted_endpoint

from .conftest import PROJECT, SETOSA, Run

CREATE = (
    "--framework", "scikit-learn", "--runtime-version", "2.11", "--python-version", "3.7",
    "--machine-type", "n1-standard-2",
)  # fmt: skip
AT_GOOGLE = ("--target", "ai-platform", "--model", "iris")


@pytest.fixture
def lossy(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedEndpoint]:
    """The way of commands for the other target."""
    platform = LocalPlatform(home / "modelport" / "local")
    with scripted_endpoint(platform.url()) as opened:
        monkeypatch.setenv("MODELPORT_AI_PLATFORM_ENDPOINT", f"{opened.url}/regions/us-central1")
        monkeypatch.setenv("MODELPORT_ACCESS_TOKEN_FILE", str(platform.home / "token"))
        yield opened


@pytest.mark.parametrize(
    ("argv", "part"),
    [
        (("versions", "list"), "/versions?"),
        (("versions", "describe", "v1", "--model", "iris"), "/versions/v1"),
        (("models", "describe", "iris"), "/models/iris"),
        (("models", "list"), "/models?"),
        (("operations", "list"), "/operations?"),
        (("logs", "--model", "iris"), "entries:list"),
        (("predict", "--model", "iris", "--json-instances", "FILE"), ":predict"),
    ],
)
def test_a_question_whose_answer_is_lost_is_asked_again(
    run: Run, home: Path, lossy: ScriptedEndpoint, argv: tuple[str, ...], part: str
) -> None:
    (home / "lost.json").write_text(SETOSA)
    argv = tuple(str(home / "lost.json") if word == "FILE" else word for word in argv)
    lossy.lose(part, 2)
    code, out, err = run(*argv, "--target", "ai-platform")
    assert (code, err, lossy.lost) == (0, "", 0)
    assert out.startswith(("[\n  {", "{"))
    lossy.lose(part, 100)
    code, _, err = run(*argv, "--target", "ai-platform")
    assert code == 1
    assert "no answer" in err


def test_a_version_is_created_once_updated_and_deleted_though_every_answer_is_lost(
    run: Run, lossy: ScriptedEndpoint
) -> None:
    origin = json.loads(run("versions", "describe", "v1", "--model", "iris")[1])["deploymentUri"]
    lossy.lose("POST ")
    code, out, err = run("versions", "create", "v5", *AT_GOOGLE, "--origin", origin, *CREATE)
    assert code == 0, err
    assert json.loads(out)["state"] == "READY"
    lossy.lose("PATCH ")
    code, out, err = run("versions", "update", "v5", *AT_GOOGLE, "--description", "after")
    assert (code, json.loads(out)["description"]) == (0, "after"), err
    lossy.lose("DELETE ")
    code, _, err = run("versions", "delete", "v5", *AT_GOOGLE, "--yes")
    assert (code, err) == (0, "✓ Deleted v5 of iris\n")
    assert run("versions", "describe", "v5", "--model", "iris")[0] == 1
    assert sum(line.startswith(("POST ", "PATCH ", "DELETE ")) for line in lossy.asked) == 3


def test_a_model_is_created_once_though_the_answer_is_lost(run: Run, lossy: ScriptedEndpoint) -> None:
    lossy.lose("POST ")
    code, out, err = run("models", "create", "lost", "--target", "ai-platform", "--region", "us-central1")
    assert (code, err) == (0, "✓ Created lost on us-central1\n")
    assert json.loads(out)["name"] == f"projects/{PROJECT}/models/lost"
    lossy.lose("POST ", unmade=True)
    code, _, err = run("models", "create", "lost", "--target", "ai-platform", "--region", "us-central1")
    assert code == 1
    assert "exists" in err
    lossy.lose("DELETE ")
    assert run("models", "delete", "lost", "--target", "ai-platform", "--yes")[0] == 0


def test_a_version_that_exists_is_not_taken_for_the_one_that_was_asked_for(run: Run, lossy: ScriptedEndpoint) -> None:
    origin = json.loads(run("versions", "describe", "v1", "--model", "iris")[1])["deploymentUri"]
    lossy.lose("POST ", unmade=True)
    code, out, err = run("versions", "create", "v1", *AT_GOOGLE, "--origin", origin, *CREATE)
    assert (code, out) == (1, "")
    assert "exists" in err


def test_a_version_that_fails_says_that_it_keeps_its_name_and_how_to_delete_it(run: Run) -> None:
    code, out, err = run("versions", "create", "v6", "--model", "iris", "--origin", "gs://bucket-h/nothing/", *CREATE)
    assert (code, out) == (1, "")
    assert "The failed version keeps its name until it is deleted:" in err
    command = f"modelport versions delete v6 --model=iris --region=us-central1 --project={PROJECT}"
    assert f"$ {command}" in err
    assert run(*command.split()[1:], "--yes")[0] == 0
