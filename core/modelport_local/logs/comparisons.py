"""Tests of a log entry's fields: comparisons, and what joins them.

A test may be asked about an entry of which only some fields are known, and then may not know: its answer is None.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

from .patterns.automaton import Pattern
from .patterns.tree import PatternError
from .version_log import SEVERITIES

RANKS = {name: 100 * rank for rank, name in enumerate(SEVERITIES)}
"""Severities as numbers, which filters may use as well."""
Ordered: TypeAlias = str | int | datetime


class FilterError(ValueError):
    """The filter cannot be read; the message says where, or why."""


class Facts(NamedTuple):
    """Fields by name; where they are all that there are, a field that is missing is known to be missing."""

    fields: Mapping[str, str]
    are_all: bool = True


Test: TypeAlias = Callable[[Facts], bool | None]
_ORDERS: Mapping[str, Callable[[Ordered, Ordered], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: _is_before(a, b),
    ">": lambda a, b: _is_before(b, a),
    "<=": lambda a, b: not _is_before(b, a),
    ">=": lambda a, b: not _is_before(a, b),
}


def every(tests: Iterable[Test]) -> Test:
    """True where all are."""
    return _joined(tuple(tests), False)


def some(tests: Iterable[Test]) -> Test:
    """True where any is."""
    return _joined(tuple(tests), True)


def _joined(tests: tuple[Test, ...], decisive: bool) -> Test:
    """The first answer that decides, else None where one is not known."""
    if len(tests) == 1:
        return tests[0]

    def joined(facts: Facts) -> bool | None:
        answer: bool | None = not decisive
        for test in tests:
            found = test(facts)
            if found is decisive:
                return decisive
            answer = None if found is None else answer
        return answer

    return joined


def opposite(test: Test) -> Test:
    """True where the test is False."""

    def negated(facts: Facts) -> bool | None:
        found = test(facts)
        return None if found is None else not found

    return negated


def contains(text: str) -> Test:
    """True where any field's value holds `text`, in capitals or not."""
    wanted = text.lower()

    def found(facts: Facts) -> bool | None:
        if any(wanted in value.lower() for value in facts.fields.values()):
            return True
        return False if facts.are_all else None

    return found


def comparison(field: str, operator: str, value: str) -> Test:
    """A field against a value, False where the field is missing; raises FilterError for a value of another kind."""
    fits = _fits(field, operator, value)

    def compared(facts: Facts) -> bool | None:
        found = facts.fields.get(field)
        if found is None:
            return False if facts.are_all else None
        return fits(found)

    return compared


def _fits(field: str, operator: str, value: str) -> Callable[[str], bool]:
    if operator in ("=~", "!~"):
        return _matches(value, operator == "=~")
    if operator == ":":
        return lambda found: value == "*" or value.lower() in found.lower()
    key, compare = _KEYS.get(field, str.lower), _ORDERS[operator]
    wanted = key(value)
    return lambda found: compare(key(found), wanted)


def _matches(text: str, wanted: bool) -> Callable[[str], bool]:
    try:
        pattern = Pattern(text)
    except PatternError as problem:
        raise FilterError(str(problem)) from problem

    def matches(found: str) -> bool:
        try:
            return pattern.search(found) is wanted
        except PatternError as problem:
            raise FilterError(str(problem)) from problem

    return matches


def _is_before(a: Ordered, b: Ordered) -> bool:
    """Whether a < b, for two values of the same field and so of the same type."""
    return (a, "") < (b, "")


def _rank(severity: str) -> int:
    if severity.isdecimal() and len(severity) < 5:
        return int(severity)
    name = severity.upper()
    if name not in RANKS:
        raise FilterError(f"{severity[:50]!r} is not a severity: use one of {', '.join(SEVERITIES)}")
    return RANKS[name]


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise FilterError(f"{text[:50]!r} is not a time such as 2024-05-01T12:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_KEYS: Mapping[str, Callable[[str], Ordered]] = {"timestamp": _moment, "severity": _rank}
