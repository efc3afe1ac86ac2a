"""What is asked for on an endpoint that does not have it: said with the endpoint that has, or the nearest name."""

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import PROJECT, SETOSA, Run


@pytest.fixture
def twin(run: Run) -> Iterator[str]:
    """A model without versions, on europe-west4 and global."""
    for region in ("europe-west4", "global"):
        assert run("models", "create", "twin", "--region", region)[0] == 0
    yield "twin"
    for region in ("europe-west4", "global"):
        assert run("models", "delete", "twin", "--region", region, "--yes")[0] == 0


@pytest.fixture
def instances(home: Path) -> str:
    file = home / "setosa.json"
    file.write_text(SETOSA)
    return str(file)


ASKED = [
    ("predict", "--model", "iris", "--json-instances", "FILE"),
    ("predict", "--model", "iris", "--version", "v2", "--json-instances", "FILE"),
    ("logs", "--model", "iris"),
    ("logs", "--model", "iris", "--version", "v2"),
    ("models", "describe", "iris"),
    ("versions", "list", "--model", "iris"),
    ("versions", "describe", "v2", "--model", "iris"),
]


@pytest.mark.parametrize("argv", ASKED)
def test_a_model_on_another_endpoint_is_named_with_the_command_that_asks_there(
    run: Run, instances: str, argv: tuple[str, ...]
) -> None:
    argv = tuple(instances if word == "FILE" else word for word in argv)
    code, out, err = run(*argv, "--region", "europe-west4")
    assert (code, out) == (1, "")
    assert "There is no model iris on europe-west4." in err
    assert "It is on us-central1." in err
    name, *words = shlex.split(err.rpartition("$ ")[2])
    assert (name, f"--project={PROJECT}" in words, "--region=us-central1" in words) == ("modelport", True, True)
    assert run(*words) == run(*argv)
    assert run(*words)[0] == 0


def test_a_model_on_several_other_endpoints_is_said_to_be_on_each(run: Run, twin: str) -> None:
    code, _, err = run("models", "delete", twin, "--region", "us-central1", "--yes")
    assert code == 1
    assert "It is on global, europe-west4." in err
    assert f"$ modelport models delete {twin} --region=global --project={PROJECT}" in err


def test_a_followed_log_of_a_model_that_is_elsewhere_is_not_waited_for(run: Run, twin: str) -> None:
    code, out, err = run("logs", "--model", twin, "--region", "us-central1", "--follow")
    assert (code, out) == (1, "")
    assert f"$ modelport logs --model={twin} --follow --region=global --project={PROJECT}" in err


def test_the_log_of_a_model_that_has_written_nothing_is_empty(run: Run, twin: str) -> None:
    assert run("logs", "--model", twin, "--region", "global") == (0, "[]\n", "")


@pytest.mark.parametrize("argv", ASKED)
def test_a_model_that_no_endpoint_has_leads_to_the_list(run: Run, instances: str, argv: tuple[str, ...]) -> None:
    argv = tuple({"FILE": instances, "iris": "irsi"}.get(word, word) for word in argv)
    code, out, err = run(*argv, "--region", "europe-west4")
    assert (code, out) == (1, "")
    assert "There is no model irsi on europe-west4." in err
    assert "No other endpoint has it." in err
    assert f"$ modelport models list --project={PROJECT}" in err


@pytest.mark.parametrize("region", [(), ("--region", "us-central1")])
@pytest.mark.parametrize(
    "argv",
    [
        ("predict", "--model", "iris", "--version", "w8", "--json-instances", "FILE"),
        ("logs", "--model", "iris", "--version", "w9"),
        ("versions", "describe", "w9", "--model", "iris"),
        ("versions", "delete", "w9", "--model", "iris", "--yes"),
    ],
)
def test_a_version_that_its_model_does_not_have_leads_to_the_nearest_and_to_the_list(
    run: Run, instances: str, argv: tuple[str, ...], region: tuple[str, ...]
) -> None:
    code, out, err = run(*(instances if word == "FILE" else word for word in argv), *region)
    wanted = next(word for word in argv if word in ("w8", "w9"))
    assert (code, out) == (1, "")
    assert f"There is no version {wanted} of iris on us-central1." in err
    assert "It has v2, v1." in err
    assert "Did you mean v2?" in err
    assert "another endpoint" not in err
    words = shlex.split(err.rpartition("$ ")[2])
    assert words == ["modelport", "versions", "list", "--model=iris", "--region=us-central1", f"--project={PROJECT}"]
    assert len(json.loads(run(*words[1:])[1])) == 2


def test_a_version_of_a_namesake_on_another_endpoint_is_found_there(run: Run) -> None:
    assert run("models", "create", "iris", "--region", "europe-west4")[0] == 0
    code, _, err = run("versions", "describe", "v1", "--model", "iris", "--region", "europe-west4")
    assert run("models", "delete", "iris", "--region", "europe-west4", "--yes")[0] == 0
    assert code == 1
    assert "There is no version v1 of iris on europe-west4." in err
    assert "It is on us-central1." in err
    assert "versions describe v1 --model=iris" in err


def test_an_operation_of_another_endpoint_is_named_with_the_command_that_asks_there(run: Run) -> None:
    name = json.loads(run("operations", "list", "--filter", "create_iris_v1")[1])[0]["name"].rpartition("/")[2]
    code, out, err = run("operations", "wait", name, "--region", "europe-west4")
    assert (code, out) == (1, "")
    assert "It is on us-central1." in err
    words = shlex.split(err.rpartition("$ ")[2])
    assert json.loads(run(*words[1:])[1])["done"] is True
    code, _, err = run("operations", "describe", "nope", "--region", "europe-west4")
    assert (code, "No endpoint has it." in err) == (1, True)


def test_a_model_without_versions_is_said_to_have_none(run: Run, twin: str) -> None:
    code, _, err = run("versions", "describe", "v1", "--model", twin, "--region", "global")
    assert code == 1
    assert "The model has no version." in err
