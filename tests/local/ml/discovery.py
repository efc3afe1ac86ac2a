"""Answers against the discovery document of `ml` v1 that Google's Python client bundles."""

import base64
import re
from typing import Any

import msgspec
from googleapiclient.discovery_cache import get_static_doc

DOCUMENT: dict[str, Any] = msgspec.json.decode(get_static_doc("ml", "v1"))
SCHEMAS: dict[str, Any] = DOCUMENT["schemas"]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
FORMATS: dict[str, Any] = {
    "int64": lambda text: re.fullmatch(r"-?\d+", text),
    "google-datetime": TIME.fullmatch,
    "byte": lambda text: base64.b64decode(text, validate=True) or True,
}
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "boolean": bool, "integer": int, "number": (int, float), "array": list, "object": dict,
}  # fmt: skip


def check(value: Any, schema: dict[str, Any], place: str = "$") -> None:
    """Fail with the place where an answer leaves the schema."""
    if "$ref" in schema:
        schema = SCHEMAS[schema["$ref"]]
    assert isinstance(value, TYPES[schema.get("type", "object")]), f"{place}: {value!r} is no {schema['type']}"
    if isinstance(value, str):
        assert "enum" not in schema or value in schema["enum"], f"{place}: {value!r}"
        assert FORMATS.get(schema.get("format", ""), bool_of)(value), f"{place}: {value!r}"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            check(item, schema["items"], f"{place}[{index}]")
    elif isinstance(value, dict):
        _check_members(value, schema, place)


def bool_of(_: str) -> bool:
    return True


def _check_members(value: dict[str, Any], schema: dict[str, Any], place: str) -> None:
    properties: dict[str, Any] = schema.get("properties", {})
    others: dict[str, Any] = schema.get("additionalProperties", {})
    for name, item in value.items():
        assert name in properties or others, f"{place}: unknown member {name!r}"
        if name in properties:
            check(item, properties[name], f"{place}.{name}")
        elif others.get("type") != "any":
            check(item, others, f"{place}.{name}")


def response_schema(method_id: str) -> dict[str, Any]:
    """The schema of a method's answer, such as `ml.projects.models.get`."""
    part = DOCUMENT
    *resources, method = method_id.split(".")[1:]
    for resource in resources:
        part = part["resources"][resource]
    schema: dict[str, Any] = part["methods"][method]["response"]
    return schema
