"""The part of Cloud Monitoring's filter language that names metrics and resources: equalities joined by AND."""

import re
from collections.abc import Callable, Mapping

from ..logs.filters import FilterError
from ..logs.scanning import unquoted

Fields = Mapping[str, str]
Test = Callable[[Fields], bool]

_STRING = r'"(?:[^"\\]|\\.)*"'
_FIELD = r"(?:metric|resource)\.(?:type|labels?\.\w+)"
_TERM = re.compile(rf"\s*({_FIELD})\s*=\s*(?:({_STRING})|starts_with\(\s*({_STRING})\s*\))\s*(AND\b|$)")


def parse(text: str) -> Test:
    """A test for a time series' fields, such as `metric.type` and `resource.labels.model_id`; raises FilterError."""
    tests: list[Test] = []
    position, text, joined = 0, text.strip(), bool(text.strip())
    while joined:
        found = _TERM.match(text, position)
        if not found:
            raise FilterError(f"the filter cannot be read from {text[position : position + 40]!r} on")
        field, whole, beginning, conjunction = found.groups()
        tests.append(_test(field.replace(".label.", ".labels."), whole, beginning))
        position, joined = found.end(), bool(conjunction)
    return lambda fields: all(test(fields) for test in tests)


def _test(field: str, whole: str | None, beginning: str | None) -> Test:
    if whole is not None:
        wanted = unquoted(whole)
        return lambda fields: fields.get(field) == wanted
    prefix = unquoted(beginning or "")
    return lambda fields: fields.get(field, "").startswith(prefix)
