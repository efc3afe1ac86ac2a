"""Which fields of a version can change after its creation, and the version that a patch makes."""

from collections.abc import Callable

import msgspec

from .errors import Violation, invalid
from .labels import label_violations
from .logging_rules import logging_violations
from .resources import AutoScaling, ManualScaling, Version
from .scaling_rules import scaling_violations

Change = Callable[[Version, Version], Version]
_replace = msgspec.structs.replace


def patched(version: Version, body: Version, fields: list[str]) -> Version:
    """`version` with these fields of `body`; raises HttpError 400."""
    for field in fields:
        if field in _N1_ONLY and version.machine_type.startswith("mls1"):
            raise invalid(Violation(_snake(field), f"It cannot be changed on {version.machine_type}."))
        version = _CHANGES[field](version, body)
    more = scaling_violations(version), logging_violations(version), label_violations("version", version.labels)
    if found := [violation for each in more for violation in each]:
        raise invalid(*found)
    return version


def _snake(field: str) -> str:
    return "version." + "".join(f"_{c.lower()}" if c.isupper() else c for c in field)


def _min_nodes(version: Version, body: Version) -> Version:
    wanted = body.auto_scaling or AutoScaling()
    return _replace(version, auto_scaling=_replace(version.auto_scaling or AutoScaling(), min_nodes=wanted.min_nodes))


def _max_nodes(version: Version, body: Version) -> Version:
    wanted = body.auto_scaling or AutoScaling()
    return _replace(version, auto_scaling=_replace(version.auto_scaling or AutoScaling(), max_nodes=wanted.max_nodes))


def _auto_scaling(version: Version, body: Version) -> Version:
    return _replace(version, auto_scaling=body.auto_scaling, manual_scaling=None)


def _nodes(version: Version, body: Version) -> Version:
    wanted = body.manual_scaling or ManualScaling()
    if version.manual_scaling is None:
        raise invalid(Violation("version.manual_scaling", "The version scales automatically: change auto_scaling."))
    return _replace(version, manual_scaling=wanted)


_CHANGES: dict[str, Change] = {
    "description": lambda version, body: _replace(version, description=body.description),
    "labels": lambda version, body: _replace(version, labels=body.labels),
    "requestLoggingConfig": lambda version, body: _replace(version, request_logging_config=body.request_logging_config),
    "autoScaling": _auto_scaling,
    "autoScaling.minNodes": _min_nodes,
    "autoScaling.maxNodes": _max_nodes,
    "manualScaling": _nodes,
    "manualScaling.nodes": _nodes,
}
_N1_ONLY = frozenset({"labels", "manualScaling", "manualScaling.nodes"})
CHANGEABLE = frozenset(_CHANGES)
