"""Texts and values: what is shown reads back as the same value."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelport.wizard.fields import Kind
from modelport.wizard.values import Unreadable, parse, show

words = st.text(string.ascii_lowercase + string.digits + "_-", min_size=1, max_size=8)


@given(st.integers())
def test_numbers_read_back(number: int) -> None:
    assert parse(Kind.NUMBER, show(number)) == number


@given(st.dictionaries(words, words))
def test_labels_read_back(labels: dict[str, str]) -> None:
    assert parse(Kind.LABELS, show(labels)) == labels


@given(st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), min_size=1))
def test_instances_read_back(instances: list[list[float]]) -> None:
    assert parse(Kind.JSON, show(tuple(instances))) == tuple(instances)


@given(st.lists(st.text() | st.dictionaries(st.text(), st.text()), min_size=1))
def test_instances_of_texts_read_back(instances: list[object]) -> None:
    assert parse(Kind.JSON, show(tuple(instances), Kind.JSON)) == tuple(instances)


@given(st.sampled_from(Kind), st.text())
def test_no_text_is_an_exception(kind: Kind, text: str) -> None:
    parse(kind, text)


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (Kind.NUMBER, "two", "whole number"),
        (Kind.SWITCH, "perhaps", "neither yes nor no"),
        (Kind.LABELS, "team", "KEY=VALUE"),
        (Kind.JSON, "[1, 2", "JSON"),
        (Kind.JSON, "5", "list of instances"),
    ],
)
def test_an_unreadable_text_says_what_is_expected(kind: Kind, text: str, words: str) -> None:
    value = parse(kind, text)
    assert isinstance(value, Unreadable)
    assert words in value.problem


def test_a_request_body_is_taken_for_its_instances() -> None:
    assert parse(Kind.JSON, '{"instances": [[1], [2]]}') == ([1], [2])


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("'/data/my model/old.bst'", "/data/my model/old.bst"),
        (r"/data/my\ model/old\(1\).bst", "/data/my model/old(1).bst"),
        ("file:///data/my%20model/old.bst", "/data/my model/old.bst"),
        ("file://localhost/data/old.bst", "/data/old.bst"),
        ("file://data/old.bst", "file://data/old.bst"),
        ("GS://models/iris", "gs://models/iris"),
        (r"C:\models\iris", r"C:\models\iris"),
    ],
)
def test_a_path_is_understood_as_file_managers_and_shells_give_it(text: str, path: str) -> None:
    assert parse(Kind.PATH, text) == path
