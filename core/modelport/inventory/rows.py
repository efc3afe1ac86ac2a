"""Versions and models as plain rows of a table: made from the platform's resources, compared by value."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from modelport.errors import PlatformError
from modelport.platforms.serving import Resource

Seen = TypeVar("Seen")
STATES = ("CREATING", "UPDATING", "DELETING")
"""States in which the platform changes nothing else about a version."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version; `nodes` are its limits as text, `nodes_now` how many run where metrics tell.

    Times are RFC 3339 or "", `resource` is what the platform sent.
    """

    region: str
    model: str
    version: str
    path: str
    state: str
    is_default: bool
    framework: str
    runtime: str
    machine: str
    nodes: str
    last_used: str
    created: str
    error: str
    description: str
    labels: str
    haystack: str = field(repr=False, compare=False)
    resource: Resource = field(repr=False)
    nodes_now: int | None = None

    @property
    def listed(self) -> Resource:
        """The resource in a list over many endpoints, with the one that it is on: its name does not tell."""
        return {**self.resource, "endpoint": self.region}

    @property
    def key(self) -> str:
        """Unique among all rows of a project and stable over refreshes."""
        return f"{self.region} {self.path}"

    @property
    def is_busy(self) -> bool:
        """Whether the platform is still working on it."""
        return self.state in STATES


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model; `default` is the short name of its default version or "", `endpoint` is `global` or a region."""

    endpoint: str
    model: str
    path: str
    default: str
    regions: str
    description: str
    labels: str
    access_logging: bool
    console_logging: bool
    resource: Resource = field(repr=False)

    @property
    def listed(self) -> Resource:
        """The resource in a list over many endpoints, with the one that it is on: its name does not tell."""
        return {**self.resource, "endpoint": self.endpoint}

    @property
    def key(self) -> str:
        """Unique among all models of a project."""
        return f"{self.endpoint} {self.path}"


class _Scaling(msgspec.Struct, rename="camel"):
    """autoScaling or manualScaling."""

    min_nodes: int | None = None
    max_nodes: int | None = None
    nodes: int | None = None


class _Version(msgspec.Struct, rename="camel"):
    """The part of a Version that a row shows."""

    name: str
    state: str = "UNKNOWN"
    is_default: bool = False
    framework: str = ""
    prediction_class: str = ""
    container: dict[str, Any] | None = None
    runtime_version: str = ""
    machine_type: str = ""
    auto_scaling: _Scaling | None = None
    manual_scaling: _Scaling | None = None
    last_use_time: str = ""
    create_time: str = ""
    error_message: str = ""
    description: str = ""
    labels: dict[str, str] = {}


class _Model(msgspec.Struct, rename="camel"):
    """The part of a Model that a row shows."""

    name: str
    description: str = ""
    default_version: dict[str, Any] | None = None
    regions: list[str] = []
    labels: dict[str, str] = {}
    online_prediction_logging: bool = False
    online_prediction_console_logging: bool = False


def version_row(region: str, resource: Resource) -> VersionRow:
    """The row of a version of an endpoint; raises PlatformError for a resource of another form."""
    seen = _converted(resource, _Version)
    _, _, _, model, _, version = seen.name.split("/") if seen.name.count("/") == 5 else ("",) * 5 + (seen.name,)
    texts = {
        "state": seen.state,
        "framework": seen.framework or _served_by(seen),
        "runtime": seen.runtime_version,
        "machine": seen.machine_type,
        "error": seen.error_message,
        "description": seen.description,
        "labels": _labels(seen.labels),
    }
    haystack = "\n".join([region, model, version, *texts.values(), "default" if seen.is_default else ""]).casefold()
    return VersionRow(
        region=region, model=model, version=version, path=seen.name, is_default=seen.is_default, nodes=_nodes(seen),
        last_used=seen.last_use_time, created=seen.create_time, haystack=haystack, resource=resource,
        nodes_now=None, **texts,
    )  # fmt: skip


def model_row(region: str, resource: Resource) -> ModelRow:
    """The row of a model of an endpoint; raises PlatformError for a resource of another form."""
    seen = _converted(resource, _Model)
    default = str((seen.default_version or {}).get("name", "")).rpartition("/")[2]
    return ModelRow(
        endpoint=region, model=seen.name.rpartition("/")[2], path=seen.name, default=default,
        regions=" ".join(seen.regions), description=seen.description, labels=_labels(seen.labels),
        access_logging=seen.online_prediction_logging, console_logging=seen.online_prediction_console_logging,
        resource=resource,
    )  # fmt: skip


def _converted(resource: Resource, kind: type[Seen]) -> Seen:
    try:
        return msgspec.convert(resource, kind, strict=False)
    except msgspec.ValidationError as error:
        raise PlatformError(
            f"The platform described {resource.get('name', 'a resource')} in a form that is not understood.",
            why=str(error),
            fix="Look at its JSON with `describe`.",
        ) from error


def _served_by(seen: _Version) -> str:
    return "CUSTOM CODE" if seen.prediction_class else "CONTAINER" if seen.container else ""


def _nodes(seen: _Version) -> str:
    """`2` where the number is fixed, `1–3` or `1–` where it follows the load."""
    if seen.manual_scaling:
        return str(seen.manual_scaling.nodes or "")
    if not seen.auto_scaling:
        return ""
    least, most = seen.auto_scaling.min_nodes or 0, seen.auto_scaling.max_nodes
    return f"{least}–{most if most is not None else ''}"


def _labels(labels: dict[str, str]) -> str:
    return " ".join(f"{key}={value}" for key, value in sorted(labels.items()))
