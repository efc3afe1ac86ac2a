"""Regular expressions without backtracking, against Python's own for what both know."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelport_local.logs.patterns.automaton import Pattern
from modelport_local.logs.patterns.tree import PatternError

ATOMS = ["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", "(a|b)", "(?:ab)", r"\.", " ", r"\s", "(?i:A)", "\n"]
PLACES = ["^", r"\b", r"\Z"]
TIMES = ["", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "*?"]


@st.composite
def patterns(draw: st.DrawFn) -> str:
    repeated = st.tuples(st.sampled_from(ATOMS), st.sampled_from(TIMES)).map("".join)
    rows = st.lists(repeated | st.sampled_from(PLACES), min_size=1, max_size=4).map("".join)
    text = "|".join(draw(st.lists(rows, min_size=1, max_size=2)))
    return f"({text}){draw(st.sampled_from(TIMES))}"


@given(patterns(), st.text("abAB1 .\n_", max_size=8))
def test_a_search_finds_what_pythons_own_finds(text: str, line: str) -> None:
    found = re.search(text, line, re.ASCII) is not None
    assert Pattern(text.replace(r"\Z", r"\z")).search(line) is found


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[[:alpha:]]+[[:digit:]]", "ab1"), ("[]a]x", "]x"), ("[^]]", "a"), (r"[\d-]x", "-x"), ("[a-c-]z", "-z"),
        (r"\x41\x{e9}", "Aé"), (r"a\+b", "a+b"), ("(?P<name>a)(?<other>b)", "ab"), ("(?s)a.b", "a\nb"),
        ("(?m)^b$", "a\nb\nc"), ("(?i)straße", "STRAßE"), ("a{,2}", "a{,2}"), ("x{", "x{"), (r"^$", ""),
        (r"\bin\b", "it is in."), ("(?i)a(?-i)B", "AB"), ("(|a)b", "b"), (r"[\]\\]", "\\"), ("é+", "éé"),
    ],
)  # fmt: skip
def test_a_search_finds(text: str, line: str) -> None:
    assert Pattern(text).search(line)


@pytest.mark.parametrize("text", ["a(?-i)B", "^b$", "a.b", r"\bn\b"])
def test_a_search_does_not_find(text: str) -> None:
    assert not Pattern(text).search("in\na\nb")


@pytest.mark.parametrize(
    "text",
    [
        "(", ")", "a)", "*a", "[a", "[z-a]", "[[:none:]]", "\\", r"\1", r"\pL", r"\xg1", "(?=a)", "(?!a)", "(?<=a)",
        "a{2,1}", "a{1001}", "((a{99}){99}){99}", "(" * 60 + ")" * 60, "a" * 2000, "(?P<open",
    ],
)  # fmt: skip
def test_what_is_no_pattern_or_too_large_is_refused(text: str) -> None:
    with pytest.raises(PatternError, match="the regular expression"):
        Pattern(text)


@pytest.mark.parametrize("text", ["(a+)+$", "(a|aa)+$", "(.*)*x", "(x+x+)+y", "(a*)*b", "(a?){30}a{30}c"])
def test_a_pattern_that_others_backtrack_on_for_ever_is_answered(text: str) -> None:
    assert not Pattern(text).search("a" * 20_000 + "!")


def test_what_costs_too_much_is_given_up() -> None:
    lines = ("".join("ab"[(number >> bit) & 1] for bit in range(14)) for number in range(1 << 14))
    pattern = Pattern("(a|b)*a(a|b){12}c")
    with pytest.raises(PatternError, match="too long"):
        [pattern.search(line) for line in lines]
