"""Requests' JSON as typed resources; what does not fit is answered in the words of Google's front end."""

import re
from typing import Any, TypeVar

import msgspec

from ..http.messages import Request
from .errors import error

T = TypeVar("T")
MAX_BODY = 1 << 20


async def json_body(request: Request) -> dict[str, Any]:
    """The body as an object, nulls removed; empty is {}; raises HttpError 400 INVALID_ARGUMENT."""
    raw = await request.read(MAX_BODY)
    try:
        value = msgspec.json.decode(raw) if raw.strip() else {}
    except (ValueError, RecursionError) as problem:
        raise error("INVALID_ARGUMENT", f"Invalid JSON payload received. {problem}") from problem
    if not isinstance(value, dict):
        raise error("INVALID_ARGUMENT", "Invalid JSON payload received. The body must be an object.")
    return {name: _without_nulls(item) for name, item in value.items() if item is not None}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return value


def convert(value: dict[str, Any], kind: type[T], what: str) -> T:
    """`value` as a resource; raises HttpError 400 naming the field that does not fit."""
    try:
        return msgspec.convert(_int64_as_text(value), kind, strict=False)
    except msgspec.ValidationError as problem:
        raise error("INVALID_ARGUMENT", f"Invalid JSON payload received. {_words(str(problem), what)}") from problem


def _int64_as_text(value: dict[str, Any]) -> dict[str, Any]:
    accelerators = value.get("acceleratorConfig")
    if isinstance(accelerators, dict) and isinstance(accelerators.get("count"), int):
        return {**value, "acceleratorConfig": {**accelerators, "count": str(accelerators["count"])}}
    return value


def _words(problem: str, what: str) -> str:
    path = re.search(r"`\$\.?([^`]*)`$", problem)
    place = ".".join(filter(None, (what, path.group(1) if path else "")))
    if unknown := re.match(r"Object contains unknown field `(.*?)`", problem):
        return f"Unknown name \"{unknown.group(1)}\" at '{place}': Cannot find field."
    return f"Invalid value at '{place}': {problem.partition(' - at')[0]}."
