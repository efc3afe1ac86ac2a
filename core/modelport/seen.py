"""What was seen outside the draft: files, buckets, models, the platform. Lookups fill it, fields and rules read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .artifacts.report import ArtifactReport, PackageReport
from .errors import ModelportError
from .settings import Settings


@dataclass(frozen=True, slots=True)
class BucketSeen:
    """A bucket of the project: its name, its location in lower case, and how it is replicated (`region`, …)."""

    name: str
    location: str
    location_type: str = "region"


@dataclass(frozen=True, slots=True)
class ModelSeen:
    """A model on the chosen endpoint, and its versions by name: their states, and `resources` as they were sent."""

    name: str
    versions: Mapping[str, str]
    resources: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Used:
    """How much of the project's quotas is used: models, versions, and versions that are being created or deleted."""

    models: int
    versions: int
    under_way: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Facts, each None until looked up.

    `problems` holds the failure of a lookup by the field it concerns, `looked_up` what each lookup was asked about.
    `bucket_state` is `exists`, `free`, `foreign` (another project's, but readable) or `taken`; `agent` is the service
    account with which the platform would read it there, and `agent_roles` are those that it has on the bucket, None
    where that could not be read; `strangers` are objects that lie where the version's files go and are none of them, by
    URI; `platform` is a sentence on the platform's state. `packages` leaves out those in a bucket until a platform is
    asked. `elsewhere` are the other endpoints (regions, or `global`) that have a model of this
    name, where the chosen one has none.
    """

    settings: Settings = field(default_factory=Settings)
    platform: str = ""
    artifact: ArtifactReport | None = None
    packages: tuple[PackageReport, ...] | None = None
    buckets: tuple[BucketSeen, ...] | None = None
    bucket_state: str = ""
    agent: str = ""
    agent_roles: frozenset[str] | None = None
    strangers: tuple[str, ...] = ()
    models: tuple[ModelSeen, ...] | None = None
    elsewhere: tuple[str, ...] = ()
    used: Used | None = None
    problems: Mapping[str, ModelportError] = field(default_factory=dict)
    looked_up: Mapping[str, object] = field(default_factory=dict)

    def bucket(self, name: str) -> BucketSeen | None:
        """The project's bucket of this name, if there is one."""
        return next((bucket for bucket in self.buckets or () if bucket.name == name), None)

    def version(self, model: str, name: str) -> dict[str, Any] | None:
        """The model's version of this name as the platform sent it, unless there is none or it failed."""
        found = self.model(model)
        if found is None or found.versions.get(name) in (None, "FAILED"):
            return None
        return dict(found.resources[name]) if name in found.resources else None

    def model(self, name: str) -> ModelSeen | None:
        """The endpoint's model of this name, if there is one."""
        return next((model for model in self.models or () if model.name == name), None)
