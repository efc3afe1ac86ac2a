"""Update masks: which fields a patch may change, in camelCase or snake_case."""

import re
from collections.abc import Mapping

from .errors import Violation, invalid


def changed_fields(query: Mapping[str, str], allowed: frozenset[str]) -> list[str]:
    """The fields of `updateMask` in camelCase; raises HttpError 400 for none, or for one that cannot change."""
    raw = query.get("updateMask") or query.get("update_mask", "")
    fields = [_camel(field.strip()) for field in raw.split(",") if field.strip()]
    if not fields:
        raise invalid(Violation("update_mask", f"It is required, and may name {', '.join(sorted(allowed))}."))
    for field in fields:
        if field not in allowed:
            raise invalid(Violation("update_mask", f"{field!r} cannot be changed; {', '.join(sorted(allowed))} can."))
    return fields


def _camel(field: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found.group(1).upper(), field)
