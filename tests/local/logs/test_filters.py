"""Filters in Cloud Logging's language, as operators write them."""

import pytest

from modelport_local.logs.filters import Facts, FilterError, parse

ENTRY = {
    "resource.type": "cloudml_model_version",
    "resource.labels.model_id": "iris",
    "resource.labels.version_id": "v1",
    "severity": "WARNING",
    "timestamp": "2024-05-01T12:00:00.123456Z",
    "textPayload": 'Loaded "model.joblib" in 0.2 s\nC:\\models é',
    "logName": "projects/p/logs/ml.googleapis.com%2Fversion",
    "labels.node": "3",
    "labels.compute.googleapis.com/name": "here",
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n ",
        'resource.type="cloudml_model_version" AND resource.labels.model_id="iris"',
        "resource.type=cloudml_model_version resource.labels.model_id=iris",
        'resource.labels.model_id="IRIS"',
        'resource.labels.version_id=("v1" OR "v2")',
        "resource.labels.version_id=(v2 OR v1) AND severity=(ERROR OR WARNING)",
        "severity=ERROR OR severity=WARNING",
        "severity>=NOTICE severity<error",
        "severity>=400 OR severity>=300",
        "severity!=INFO",
        'severity=~"^WARN|^ERR"',
        'timestamp>="2024-05-01T00:00:00Z" AND timestamp<"2024-05-02"',
        "timestamp>=2024-05-01T12:00:00Z",
        'timestamp>="2024-05-01T13:00:00+02:00"',
        "loaded",
        '"loaded \\"model"',
        '"MODEL.JOBLIB" iris',
        "textPayload:joblib",
        'textPayload:("loaded" AND "joblib")',
        'textPayload:("other" OR NOT "pickle")',
        'textPayload=~"in \\d+\\.\\d s"',
        'textPayload=~"in \\\\d+\\\\.\\\\d s"',
        'textPayload=~"(?i)LOADED"',
        'textPayload!~"LOADED"',
        'textPayload:"C:\\\\models \\u00e9"',
        'textPayload:"s\\nC"',
        "labels.node:*",
        'labels."compute.googleapis.com/name"="here"',
        "NOT labels.other:*",
        "NOT labels.other=1",
        "-labels.node=4 -textPayload:pickle",
        'NOT NOT "loaded"',
        'NOT (severity=INFO OR textPayload:"pickle")',
        "(severity=INFO OR (loaded AND (iris OR setosa)))",
        'log_id("ml.googleapis.com/version")',
        'SEARCH("joblib")',
        'SEARCH(textPayload, "joblib")',
        "-- everything of the model\nresource.labels.model_id=iris -- and no more\nAND severity=WARNING",
        "textPayload:'single quotes are quotes' OR textPayload:'Loaded'",
    ],
)
def test_an_entry_passes(text: str) -> None:
    assert parse(text)(Facts(ENTRY)) is True


@pytest.mark.parametrize(
    "text",
    [
        'resource.labels.model_id="other" OR resource.labels.version_id="v2"',
        "severity>WARNING",
        'severity=~"warn"',
        "labels.other=1",
        "labels.other!=1",
        'labels.other=~".*"',
        "labels.other:*",
        'textPayload:("loaded" AND "pickle")',
        "NOT loaded",
        "-loaded",
        "loaded AND pickle",
        'timestamp<"2024-05-01"',
        'log_id("stderr")',
    ],
)
def test_an_entry_is_held_back(text: str) -> None:
    assert parse(text)(Facts(ENTRY)) is False


def test_or_binds_closer_than_and_and_not_closest() -> None:
    def passes(text: str, *true: str) -> bool:
        return parse(text)(Facts({f"labels.{name}": "1" for name in true})) is True

    text = "labels.a=1 OR NOT labels.b=1 AND NOT labels.c=1 OR labels.d=1"
    assert passes(text, "a")
    assert passes(text)
    assert not passes(text, "b")
    assert not passes(text, "a", "c")
    assert passes(text, "a", "c", "d")
    assert passes("labels.a=1 AND labels.b=1 OR labels.c=1", "a", "c")
    assert not passes("labels.a=1 AND labels.b=1 OR labels.c=1", "c")


@pytest.mark.parametrize(
    "text",
    [
        "(", "(((", ")", "severity=ERROR)", "(severity=ERROR", "severity=", "=ERROR", "severity>=loud", "AND", "a AND",
        "OR a", "NOT", 'textPayload:"open', "timestamp>=yesterday", 'textPayload=~"("', 'textPayload=~"a**+(?=b)"',
        'textPayload=~"(a)\\\\1"', "severity=(ERROR OR)", "sample(insertId, 0.1)", "SEARCH(a b)", 'log_id("a"',
        "(" * 200, "severity=" + "(" * 200, "x" * 20_001, "a, b",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(FilterError, match=r"\w+ \w+"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('resource.labels.model_id="other"', False),
        ('resource.labels.model_id="iris"', True),
        ('resource.labels.model_id="other" AND severity=ERROR', False),
        ('resource.labels.model_id="other" OR severity=ERROR', None),
        ('NOT resource.labels.model_id="other"', True),
        ('NOT resource.labels.model_id="iris"', False),
        ("NOT severity=ERROR", None),
        ("iris", True),
        ("joblib", None),
    ],
)
def test_a_filter_tells_from_the_versions_name_whether_its_entries_may_pass(text: str, answer: bool | None) -> None:
    known = {name: value for name, value in ENTRY.items() if name.startswith("resource.")}
    assert parse(text)(Facts(known, are_all=False)) is answer
