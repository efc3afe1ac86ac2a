"""Google's discovery documents as JSON Schema, strict: a member that a document does not know is an error."""

from functools import cache
from typing import Any

import msgspec
from googleapiclient.discovery_cache import get_static_doc
from jsonschema import Draft202012Validator

Schema = dict[str, Any]

_TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$"
_PATTERNS = {
    "int64": r"^-?\d{1,19}$",
    "uint64": r"^\d{1,20}$",
    "date-time": _TIME,
    "google-datetime": _TIME,
    "google-duration": r"^-?\d+(\.\d{1,9})?s$",
    "byte": r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
}


@cache
def document(api: str) -> Schema:
    """The discovery document of `storage` or `ml`, version 1, that Google's Python client bundles."""
    parsed: Schema = msgspec.json.decode(get_static_doc(api, "v1"))
    return parsed


def methods(api: str) -> dict[str, Schema]:
    """Every method of an API by its id, such as `ml.projects.models.get`."""
    found: dict[str, Schema] = {}

    def visit(part: Schema) -> None:
        for resource in part.get("resources", {}).values():
            found.update({method["id"]: method for method in resource.get("methods", {}).values()})
            visit(resource)

    visit(document(api))
    return found


def converted(schema: Schema) -> Schema:
    """One schema of a discovery document as JSON Schema."""
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    match schema["type"]:
        case "any":
            return {}
        case "object":
            return _object(schema)
        case "array":
            return {"type": "array", "items": converted(schema["items"])}
        case other:
            return {"type": other} | _string_rules(schema)


def _object(schema: Schema) -> Schema:
    properties = {name: converted(part) for name, part in schema.get("properties", {}).items()}
    others = schema.get("additionalProperties")
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": converted(others) if others else False,
    }


def _string_rules(schema: Schema) -> Schema:
    rules: Schema = {"enum": schema["enum"]} if "enum" in schema else {}
    if schema["type"] == "string" and schema.get("format") in _PATTERNS:
        rules["pattern"] = _PATTERNS[schema["format"]]
    return rules


@cache
def validator(api: str, name: str) -> Draft202012Validator:
    """Checks a value against a named schema of an API."""
    definitions = {key: converted(schema) for key, schema in document(api)["schemas"].items()}
    schema = {"$ref": f"#/$defs/{name}", "$defs": definitions}
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def violations(api: str, name: str, value: object) -> list[str]:
    """Where and how a value leaves a named schema; empty if it does not."""
    return [f"{error.json_path}: {error.message}" for error in validator(api, name).iter_errors(value)]
