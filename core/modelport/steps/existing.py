"""What a version that is there has otherwise than a request asks for, and what of it can be changed."""

import json
from dataclasses import dataclass, replace
from typing import Any

from modelport.catalog import machines
from modelport.inventory.changes import Changes
from modelport.platforms.bodies import Body
from modelport.platforms.serving import Resource

LATER = {"name", "description", "labels", "autoScaling", "manualScaling"}
"""Fields in which a version may differ: its name has its project before it, the others can be changed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that cannot be changed on a version, by the name that the platform has for it."""

    key: str
    found: object
    wanted: object

    def __str__(self) -> str:
        return f"{self.key}: {self.found}, not {self.wanted}"


def differences(wanted: Body, found: Resource) -> tuple[Difference, ...]:
    """The settings that differ and stay as they are, as `machineType: n1-standard-2, not n1-standard-4`."""
    fixed = tuple(
        Difference(key, found.get(key, "none"), value)
        for key, value in wanted.items()
        if key not in LATER and _plain(found.get(key)) != _plain(value)
    )
    return (*fixed, *_of_scaling(wanted, found))


def changes(wanted: Body, found: Resource) -> Changes:
    """What brings the version to what is wanted; labels that it has besides stay."""
    auto, auto_found = _part(wanted, "autoScaling"), _part(found, "autoScaling")
    nodes, nodes_found = _part(wanted, "manualScaling").get("nodes"), _part(found, "manualScaling").get("nodes")
    labels, labels_found = _part(wanted, "labels"), _part(found, "labels")
    description = wanted.get("description")
    return Changes(
        description=str(description) if description and description != found.get("description") else None,
        labels=None if labels.items() <= labels_found.items() else {**labels_found, **labels},
        min_nodes=_changed(auto.get("minNodes"), auto_found.get("minNodes", _floor(found))),
        max_nodes=_changed(auto.get("maxNodes"), auto_found.get("maxNodes")),
        nodes=_changed(nodes, nodes_found),
    )


def told(change: Changes, found: Resource) -> str:
    """The change in words, as `minNodes 1 → 2, description "old" → "new"`."""
    before = {"minNodes": str(_floor(found))} | values(found)
    pairs = ((name, before.get(name), value) for name, value in values(change.body()).items())
    return ", ".join(f"{name} {_shown(old)} → {_shown(new)}" for name, old, new in pairs if old != new)


def taken_back(change: Changes, found: Resource) -> Changes:
    """What undoes the change; a limit that there was not before is left out, since the platform has no word for it."""
    auto = _part(found, "autoScaling")
    return replace(
        change,
        description=None if change.description is None else str(found.get("description", "")),
        labels=None if change.labels is None else _part(found, "labels"),
        min_nodes=None if change.min_nodes is None else int(auto.get("minNodes", _floor(found))),
        max_nodes=int(auto["maxNodes"]) if change.max_nodes is not None and "maxNodes" in auto else None,
        nodes=None if change.nodes is None else int(_part(found, "manualScaling").get("nodes", 1)),
    )


def values(resource: Resource | Body) -> dict[str, str]:
    """What can be changed of a version, as text by the name that the platform has for it; labels one by one."""
    auto, manual = _part(resource, "autoScaling"), _part(resource, "manualScaling")
    labels = {f"label {key}": value for key, value in _part(resource, "labels").items()}
    parts = {"minNodes": auto.get("minNodes"), "maxNodes": auto.get("maxNodes"), "nodes": manual.get("nodes"),
             "description": resource.get("description"), **labels}  # fmt: skip
    return {name: str(value) for name, value in parts.items() if value is not None}


def _shown(text: str | None) -> str:
    if text is None or text == "":
        return "none"
    return text if text.isalnum() else json.dumps(text, ensure_ascii=False)


def _of_scaling(wanted: Body, found: Resource) -> tuple[Difference, ...]:
    """Whether nodes follow the load is decided once, and so is by which measure."""
    kinds = {"autoScaling": "automatic", "manualScaling": "manual"}
    here = [name for name in kinds if name in wanted]
    there = [name for name in kinds if name in found]
    if here and there and here != there:
        return (Difference("scaling", kinds[there[0]], kinds[here[0]]),)
    targets, targets_found = _targets(wanted), _targets(found)
    different = [name for name, target in targets.items() if targets_found.get(name) != target]
    return tuple(Difference(name, targets_found.get(name, "none"), targets[name]) for name in different)


def _targets(resource: Resource | Body) -> dict[str, str]:
    metrics = _part(resource, "autoScaling").get("metrics") or []
    return {str(each.get("name")): str(each.get("target")) for each in metrics}


def _changed(wanted: object, found: object) -> int | None:
    """The number that is wanted, where the version has another one; int64 travels as text."""
    return int(str(wanted)) if wanted is not None and str(wanted) != str(found) else None


def _floor(found: Resource) -> int:
    """The least number of nodes, which is what a version has that says nothing about it."""
    machine = machines.find(str(found.get("machineType", "")))
    return machine.min_nodes_floor if machine else 0


def _part(resource: Resource | Body, key: str) -> dict[str, Any]:
    part = resource.get(key)
    return dict(part) if isinstance(part, dict) else {}


def _plain(value: object) -> object:
    """Numbers as text (int64 travels so) and directories without their last slash."""
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case str():
            return value.rstrip("/") if value.startswith("gs://") else value
        case None:
            return None
    return str(value)
