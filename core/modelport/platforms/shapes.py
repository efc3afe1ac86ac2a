"""What answers must hold to be used here; beyond that they may hold what they like, and are kept as they came.

Each function raises msgspec.ValidationError, which says what is missing or of another kind.
"""

from typing import Any, TypeVar

import msgspec

from .serving import Resource

Shape = TypeVar("Shape", bound=msgspec.Struct)


class Named(msgspec.Struct):
    """A resource that can be asked for."""

    name: str


class Model(Named, rename="camel"):
    """A model of `ml` v1."""

    default_version: Named | None = None
    labels: dict[str, str] = {}


class Metric(msgspec.Struct):
    """A target of automatic scaling."""

    name: str = ""
    target: int | None = None


class Scaling(msgspec.Struct, rename="camel"):
    """Automatic or manual."""

    min_nodes: int | None = None
    max_nodes: int | None = None
    nodes: int | None = None
    metrics: list[Metric] = []


class Version(Named, rename="camel"):
    """A version of `ml` v1."""

    state: str = ""
    is_default: bool = False
    deployment_uri: str = ""
    auto_scaling: Scaling | None = None
    manual_scaling: Scaling | None = None
    labels: dict[str, str] = {}


class Status(msgspec.Struct):
    """A google.rpc.Status."""

    code: int = 0
    message: str = ""


class LongRunning(Named):
    """An operation."""

    done: bool = False
    error: Status | None = None


class Config(msgspec.Struct, rename="camel"):
    """What `projects.getConfig` answers."""

    service_account: str


class Predictions(msgspec.Struct):
    """What `projects.predict` answers."""

    predictions: list[Any]


class Bucket(Named, rename="camel"):
    """A bucket of Cloud Storage."""

    location: str = ""
    location_type: str = "region"
    project_number: int = 0


class Object(Named):
    """An object of Cloud Storage."""

    size: int
    generation: int
    crc32c: str = ""


class Binding(msgspec.Struct, omit_defaults=True):
    """Who has a role, and under which condition."""

    role: str
    members: list[str] = []
    condition: dict[str, Any] | None = None


class Policy(msgspec.Struct, omit_defaults=True):
    """Who may do what with a bucket; its etag guards the next change, and conditions need version 3."""

    bindings: list[Binding] = []
    etag: str = ""
    version: int = 0


def read(answer: object, kind: type[Shape]) -> Shape:
    """The answer as data; int64 travels as text."""
    return msgspec.convert(answer, kind, strict=False)


def checked(answer: object, kind: type[Shape]) -> Resource:
    """The answer as it came, where it is a `kind`."""
    read(answer, kind)
    return msgspec.convert(answer, Resource)


def page(answer: object, items: str) -> tuple[list[Resource], str]:
    """The items and the next page's token of a list, which is `{}` where it is empty."""
    found = msgspec.convert(answer, Resource)
    if found and not found.keys() & {items, "nextPageToken", "kind"}:
        raise msgspec.ValidationError(f"Object missing required field `{items}`")
    listed = msgspec.convert(found.get(items, []), list[Resource])
    msgspec.convert(listed, list[Named])
    return listed, msgspec.convert(found.get("nextPageToken", ""), str)
