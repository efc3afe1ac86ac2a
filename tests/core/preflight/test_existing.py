"""What is said beforehand about a version that is there already, and which defaults it gives."""

from typing import Any

import pytest

from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.preflight import Finding, Severity
from modelport.seen import ModelSeen
from modelport.settings import Settings
from modelport.wizard.checking import findings
from modelport.wizard.draft import Draft
from modelport.wizard.fields import Source
from modelport.wizard.starting import new_draft, with_assignment, with_flags

FOREST = ArtifactReport("m", "m", (ArtifactFile("model.joblib", 900),), "SCIKIT_LEARN", "model.joblib")
V1: dict[str, Any] = {
    "name": "projects/p/models/iris/versions/v1",
    "state": "READY",
    "deploymentUri": "gs://p-aiplatform/iris/v1/",
    "framework": "SCIKIT_LEARN",
    "runtimeVersion": "2.8",
    "pythonVersion": "3.7",
    "machineType": "n1-standard-4",
    "autoScaling": {"minNodes": 3},
}


def told(version: str = "v1", found: dict[str, Any] = V1, **flags: str) -> Draft:
    """A draft for a version of this name, with `found` there as v1."""
    given = {"target.project": "p", "artifact.source": "m", "model.name": "iris", "version.name": version}
    models = (ModelSeen("iris", {"v1": found["state"]}, {"v1": found}),)
    draft = new_draft(Settings()).with_seen(artifact=FOREST, models=models)
    return with_flags(draft, given | {name.replace("__", "."): text for name, text in flags.items()})


def about_version(draft: Draft) -> list[Finding]:
    return [one for one in findings(draft) if one.code.startswith("version.")]


def test_what_nobody_asked_for_stays_as_the_version_has_it() -> None:
    draft = told()
    request = draft.request()
    assert (request.version.machine_type, request.version.runtime_version) == ("n1-standard-4", "2.8")
    assert (request.scaling.min_nodes, request.scaling.max_nodes) == (3, None)
    assert draft.answer("scaling.min_nodes").source is Source.DETECTED
    assert draft.answer("version.machine_type").reason == "as v1 has it"
    assert [one.code for one in about_version(draft)] == ["version.exists"]
    assert "settings" not in about_version(draft)[0].message


def test_a_version_that_says_nothing_of_its_nodes_has_the_least() -> None:
    silent = {key: value for key, value in V1.items() if key != "autoScaling"}
    (warned,) = about_version(told(found=silent))
    assert "settings" not in warned.message
    (changed,) = about_version(told(found=silent | {"autoScaling": {}}, scaling__min_nodes="2"))
    assert "minNodes 1 → 2" in changed.message


def test_a_fixed_number_of_nodes_stays_as_it_is() -> None:
    manual = {key: value for key, value in V1.items() if key != "autoScaling"} | {"manualScaling": {"nodes": 4}}
    scaling = told(found=manual).request().scaling
    assert (scaling.mode, scaling.nodes) == ("manual", 4)
    (differs,) = [one for one in about_version(told(found=manual, scaling__mode="auto")) if one.apply]
    assert (differs.code, differs.field) == ("version.differs", "scaling.mode")
    assert differs.apply == ("scaling.mode", "manual")


def test_another_version_has_the_usual_defaults() -> None:
    request = told("v2").request()
    assert (request.version.machine_type, request.scaling.min_nodes) == ("n1-standard-2", 1)
    assert about_version(told("v2")) == []


def test_a_change_that_was_asked_for_is_named() -> None:
    draft = with_assignment(told(scaling__min_nodes="1"), "version.description=for the shop")
    (warned,) = about_version(draft)
    assert warned.severity is Severity.WARNING
    assert 'Its settings would be changed: minNodes 3 → 1, description none → "for the shop".' in warned.message


@pytest.mark.parametrize(
    ("flag", "text", "words"),
    [
        ("version.machine_type", "n1-standard-2", "machineType: n1-standard-4, not n1-standard-2"),
        ("version.runtime_version", "2.11", "runtimeVersion: 2.8, not 2.11"),
        ("scaling.targets.CPU_USAGE", "50", "CPU_USAGE: none, not 50"),
    ],
)
def test_what_cannot_be_changed_is_an_error_whose_fix_clears_it(flag: str, text: str, words: str) -> None:
    draft = with_flags(told(), {flag: text})
    (differs,) = [one for one in about_version(draft) if one.severity is Severity.ERROR]
    assert (differs.code, differs.field) == ("version.differs", flag)
    assert words in differs.message
    assert differs.apply is not None
    assert [one.code for one in about_version(draft.with_text(*differs.apply))] == ["version.exists"]


def test_files_of_another_place_want_another_name() -> None:
    (differs,) = [one for one in about_version(told(bucket__name="other")) if one.severity is Severity.ERROR]
    assert (differs.field, differs.apply) == ("version.name", ("version.name", "v2"))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"state": "UPDATING"}, "It is UPDATING."),
        ({"autoScaling": {"minNodes": 1, "maxNodes": 2}}, "The minimum of 5 is above the maximum of 2."),
    ],
)
def test_a_change_that_the_platform_would_refuse_is_an_error(changed: dict[str, Any], why: str) -> None:
    draft = told(found=V1 | changed, scaling__min_nodes="5")
    (refused,) = [one for one in about_version(draft) if one.severity is Severity.ERROR]
    assert refused.code == "version.unchangeable"
    assert why in refused.message
