"""Requests' JSON as typed resources; what does not fit is answered in the words of Google's front end."""

import functools
import re
from typing import Any, TypeVar

import msgspec

from ..http.messages import Request
from .errors import error
from .resources import Resource

T = TypeVar("T")
MAX_BODY = 1 << 20


async def json_body(request: Request) -> dict[str, Any]:
    """The body as an object, nulls removed; empty is {}; raises HttpError 400 INVALID_ARGUMENT."""
    raw = await request.read(MAX_BODY)
    try:
        value = _without_nulls(msgspec.json.decode(raw)) if raw.strip() else {}
    except (ValueError, RecursionError) as problem:
        raise error("INVALID_ARGUMENT", f"Invalid JSON payload received. {problem}") from problem
    if not isinstance(value, dict):
        raise error("INVALID_ARGUMENT", "Invalid JSON payload received. The body must be an object.")
    return value


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return value


def convert(value: dict[str, Any], kind: type[T], what: str) -> T:
    """`value` as a resource; raises HttpError 400 naming the field that does not fit."""
    try:
        return msgspec.convert(_int64_as_text(_camel(value, kind)), kind, strict=False)
    except RecursionError as problem:
        raise error("INVALID_ARGUMENT", "Invalid JSON payload received. It is nested too deeply.") from problem
    except msgspec.ValidationError as problem:
        raise error("INVALID_ARGUMENT", f"Invalid JSON payload received. {_words(str(problem), what)}") from problem


def _camel(value: Any, kind: type) -> Any:
    """Members under the names of the protocol's files (`deployment_uri`) as those of JSON; labels keep their keys."""
    if isinstance(value, list):
        return [_camel(item, kind) for item in value]
    if not isinstance(value, dict):
        return value
    names = _snake_names(kind)
    return {names.get(name, name): item if name == "labels" else _camel(item, kind) for name, item in value.items()}


@functools.cache
def _snake_names(kind: type) -> dict[str, str]:
    """Names with underscores, of a body and of all parts of resources, with what they are in JSON."""
    parts = (field.type for field in msgspec.structs.fields(kind))
    structs = {part for part in parts if isinstance(part, type) and issubclass(part, msgspec.Struct)}
    kinds = {kind, *structs, *Resource.__subclasses__()}
    fields = (field for each in kinds for field in msgspec.structs.fields(each))
    return {field.name: field.encode_name for field in fields if field.name != field.encode_name}


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
