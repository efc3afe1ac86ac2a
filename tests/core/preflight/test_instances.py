"""The user's test instances against the model, before anything is deployed."""

import json
from dataclasses import replace

import pytest

from modelport import preflight
from modelport.artifacts.report import ArtifactReport, Signature, Tensor
from modelport.preflight import Finding, Severity
from modelport.request import After, Artifact, DeploymentRequest
from modelport.seen import Seen
from modelport.wizard.fields import Kind
from modelport.wizard.values import parse

from .test_libraries import BOOSTER, PICKLE, SAVED_MODEL

ROWS = replace(PICKLE, feature_count=4, sample_instances=([0.0] * 4,))
NUMBERS = replace(BOOSTER, feature_count=4)
IMAGE, AGE = Tensor("image", "float32", (-1, 2, -1)), Tensor("age", "int64", (-1,))
ONE = replace(SAVED_MODEL, signatures=(Signature("serving_default", (IMAGE,), ()),))
TWO = replace(SAVED_MODEL, signatures=(Signature("other", (), ()), Signature("serving_default", (AGE, IMAGE), ())))
MANY = replace(SAVED_MODEL, signatures=(Signature("a", (AGE,), ()), Signature("b", (IMAGE,), ())))


def findings(report: ArtifactReport, *instances: object, **artifact: object) -> list[Finding]:
    """What is found at the test instances."""
    values = {"source": "m", "framework": report.framework} | artifact
    request = DeploymentRequest(artifact=Artifact(**values), after=After(test_instances=instances))  # type: ignore[arg-type]
    return [one for one in preflight.check(request, Seen(artifact=report)) if one.field == "after.test_instances"]


@pytest.mark.parametrize(
    ("report", "instance"),
    [
        (ROWS, [5.1, 3.5, 1.4, 0.2]),
        (ROWS, ["red", 1, True, None]),
        (NUMBERS, [1, None, 2.5, 0]),
        (replace(ROWS, feature_count=None), "some text"),
        (ONE, [[1.0], [2.0]]),
        (ONE, {"image": [[1.0, 3.0], [2.0, 3.0]]}),
        (TWO, {"age": 3, "image": [[1], [2]]}),
        (replace(ONE, signatures=(Signature("x", (Tensor("image_bytes", "string", (-1,)),), ()),)), {"b64": "AA=="}),
    ],
)
def test_instances_of_the_right_form_have_no_finding(report: ArtifactReport, instance: object) -> None:
    assert findings(report, instance) == []


@pytest.mark.parametrize(
    ("report", "instance", "words"),
    [
        (ROWS, [5.1, 3.5, 1.4], "3 values where the model takes 4"),
        (ROWS, {"sepal": 5.1}, "an object, not a list of 4 values"),
        (ROWS, 5.1, "a single number"),
        (ROWS, [[5.1, 3.5, 1.4, 0.2]], "1 value where"),
        (ROWS, [[1], 2, 3, 4], "a list in place of a value"),
        (NUMBERS, [1, 2, 3, "x"], "a text among its values"),
        (ONE, {"picture": [[1.0], [2.0]]}, "names picture"),
        (ONE, [1.0, 2.0], "the shape [2] where it takes [2,?]"),
        (ONE, [[1.0], [2.0], [3.0]], "the shape [3,1] where it takes [2,?]"),
        (TWO, {"age": 3}, "lacks the input image"),
        (TWO, [1, 2], "no object with the inputs age, image"),
        (TWO, {"age": [3], "image": [[1], [2]]}, "age the shape [1] where it takes []"),
    ],
)
def test_an_instance_of_the_wrong_form_is_named_with_what_is_expected(
    report: ArtifactReport, instance: object, words: str
) -> None:
    [found] = findings(report, instance)
    assert found.code == "instances.form"
    assert words in found.message
    assert found.fix.startswith("The model expects ")


def test_only_the_first_bad_instance_is_named_and_the_sample_is_offered() -> None:
    [found] = findings(ROWS, [1, 2, 3, 4], [1], [2])
    assert found.message.startswith("Instance 2 ")
    assert found.apply is not None
    assert json.loads(found.apply[1]) == [[0.0] * 4]


def test_a_body_that_is_too_large_is_said_before_it_is_sent() -> None:
    assert [one.code for one in findings(ROWS, *[[0.123456789] * 4] * 40_000)] == ["instances.too-large"]


def test_a_prediction_class_takes_what_it_likes() -> None:
    assert findings(ROWS, {"a": 1}, framework="", prediction_class="a.B", packages=("a.tar.gz",)) == []


@pytest.mark.parametrize(
    ("dtype", "value", "is_refused"),
    [
        ("float32", "red", True),
        ("float32", "1.5", False),
        ("int64", True, False),
        ("string", 5, True),
        ("string", "5", False),
        ("string", {"b64": "YQ=="}, False),
    ],
)
def test_a_text_is_no_number_and_a_number_no_text(dtype: str, value: object, is_refused: bool) -> None:
    report = replace(SAVED_MODEL, signatures=(Signature("serving_default", (Tensor("x", dtype, (-1,)),), ()),))
    assert bool(findings(report, {"x": value})) is is_refused
    nested = replace(SAVED_MODEL, signatures=(Signature("serving_default", (Tensor("x", dtype, (-1, 2)),), ()),))
    assert bool(findings(nested, {"x": [value, value]})) is is_refused


def test_a_test_without_a_signature_s_name_is_an_error_where_there_is_no_default() -> None:
    (found,) = findings(MANY, 3)
    assert (found.code, found.severity) == ("instances.signature", Severity.ERROR)
    assert "it has a, b." in found.message
    assert "modelport predict --signature-name=a" in found.fix
    assert found.apply == ("after.test_instances", "[]")
    assert parse(Kind.JSON, "[]") == ()
    assert findings(MANY) == []
    assert findings(MANY, 3, framework="SCIKIT_LEARN") == []
    assert findings(MANY, 3, packages=("gs://b/a.tar.gz",), prediction_class="a.B") == []
