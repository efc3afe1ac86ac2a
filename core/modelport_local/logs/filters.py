"""The part of Cloud Logging's filter language that a reader of version logs needs: comparisons joined by AND."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from .version_log import SEVERITIES

Fields = Mapping[str, str]
Ordered = str | int | datetime
Test = Callable[[Fields], bool]

_TERM = re.compile(r'\s*(NOT\s+|-)?([\w.]+)\s*(>=|<=|!=|=|>|<|:)\s*("(?:[^"\\]|\\.)*"|[^\s()"]+)\s*(?:AND\b|$|(?=\S))')
_COMPARE: Mapping[str, Callable[[Ordered, Ordered], bool]] = {
    ">=": lambda a, b: not _before(a, b),
    "<=": lambda a, b: not _before(b, a),
    ">": lambda a, b: _before(b, a),
    "<": lambda a, b: _before(a, b),
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


class FilterError(ValueError):
    """The filter cannot be read; the message says from where on."""


def parse(text: str) -> Test:
    """A test for log entries' fields; raises FilterError."""
    tests: list[Test] = []
    position, text = 0, text.strip()
    while position < len(text):
        found = _TERM.match(text, position)
        if not found:
            rest = text[position : position + 40]
            raise FilterError(
                f"the filter cannot be read from {rest!r} on: it takes comparisons joined by AND, and NOT"
            )
        negated, field, comparison, raw = found.groups()
        tests.append(_test(field, comparison, unquoted(raw), bool(negated)))
        position = found.end()
    return lambda fields: all(test(fields) for test in tests)


def unquoted(raw: str) -> str:
    """A value without its quotes and backslashes; one without quotes as it is."""
    return re.sub(r"\\(.)", r"\1", raw[1:-1]) if raw.startswith('"') else raw


def _test(field: str, comparison: str, value: str, negated: bool) -> Test:
    key = _key(field)
    if comparison == ":":
        return lambda fields: (value.lower() in fields.get(field, "").lower()) is not negated
    wanted, compare = key(value), _COMPARE[comparison]
    return lambda fields: compare(key(fields.get(field, "")), wanted) is not negated


def _key(field: str) -> Callable[[str], Ordered]:
    keys: dict[str, Callable[[str], Ordered]] = {"timestamp": _moment, "severity": _rank}
    return keys.get(field, str)


def _before(a: Ordered, b: Ordered) -> bool:
    """Whether a < b, for two values of the same field and so of the same type."""
    return (a, "") < (b, "")


def _rank(severity: str) -> int:
    name = severity.upper()
    if name not in SEVERITIES:
        raise FilterError(f"{severity!r} is not a severity: use one of {', '.join(SEVERITIES)}")
    return SEVERITIES.index(name)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise FilterError(f"{text!r} is not a time such as 2024-05-01T12:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
