"""Two versions field by field: only what differs, without what always does."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from modelport.platforms.bodies import Json
from modelport.platforms.serving import Resource

NOISE = frozenset({"name", "etag", "createTime", "lastUseTime", "lastMigrationTime", "lastMigrationModelId"})
"""Fields that tell nothing about how two versions behave."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field such as `autoScaling.minNodes`, and its value on either side; None where it is not set."""

    field: str
    left: Json
    right: Json


def differences(left: Resource, right: Resource, *, with_noise: bool = False) -> tuple[Difference, ...]:
    """What differs, in the order of the fields' names; lists count as one value, maps field by field."""
    ours, theirs = dict(_flat(left)), dict(_flat(right))
    return tuple(
        Difference(field, ours.get(field), theirs.get(field))
        for field in sorted(ours.keys() | theirs.keys())
        if ours.get(field) != theirs.get(field) and (with_noise or field not in NOISE)
    )


def as_text(value: Json) -> str:
    """A value as a cell: text as it is, the rest as JSON, nothing for None."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _flat(resource: Resource, prefix: str = "") -> Iterator[tuple[str, Json]]:
    for key, value in resource.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
