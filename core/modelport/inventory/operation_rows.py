"""Long-running operations as plain rows: made from the platform's resources, compared by value."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from modelport.catalog.hints import explain
from modelport.errors import PlatformError
from modelport.platforms.serving import CANCELLED, Resource, explained

STAGES = {"CREATE_VERSION": "create_version"}
"""The stage of the hints for a kind of operation; every other kind changes or deletes."""


@dataclass(frozen=True, slots=True)
class OperationRow:
    """An operation; `subject` is MODEL or MODEL/VERSION, `started` RFC 3339 or "", `error` the platform's words.

    `about` is the path of the version or model; `cause` and `fix` explain an error whose words are known, else "".
    """

    region: str
    name: str
    path: str
    kind: str
    subject: str
    about: str
    state: str
    started: str
    error: str
    cause: str
    fix: str
    resource: Resource = field(repr=False)

    @property
    def listed(self) -> Resource:
        """The resource in a list over many endpoints, with the one that it is on: its name does not tell."""
        return {**self.resource, "endpoint": self.region}

    @property
    def key(self) -> str:
        """Unique among all operations of a project and stable over refreshes."""
        return f"{self.region} {self.path}"

    @property
    def can_be_cancelled(self) -> bool:
        """Whether it still goes on and nobody has asked for its end yet."""
        return self.state == "RUNNING"


class _Named(msgspec.Struct):
    """A resource that has a name."""

    name: str = ""


class _Metadata(msgspec.Struct, rename="camel"):
    """What an operation is about."""

    operation_type: str = ""
    model_name: str = ""
    version: _Named | None = None
    create_time: str = ""
    start_time: str = ""
    is_cancellation_requested: bool = False


class _Status(msgspec.Struct):
    """A google.rpc.Status."""

    code: int = 0
    message: str = ""


class _Operation(msgspec.Struct):
    """The part of an operation that a row shows."""

    name: str
    done: bool = False
    error: _Status | None = None
    metadata: _Metadata | None = None


def operation_row(region: str, resource: Resource) -> OperationRow:
    """The row of an operation of an endpoint; raises PlatformError for a resource of another form."""
    try:
        seen = msgspec.convert(resource, _Operation, strict=False)
    except msgspec.ValidationError as error:
        raise PlatformError(
            f"The platform described {resource.get('name', 'an operation')} in a form that is not understood.",
            why=str(error),
            fix="Look at its JSON: modelport operations describe.",
        ) from error
    about = seen.metadata or _Metadata()
    message = (seen.error.message or f"code {seen.error.code}") if seen.error else ""
    hint = explain(message, STAGES.get(about.operation_type, "patch_or_delete")) if message else None
    why, fix = explained(message, hint)
    return OperationRow(
        region=region, name=seen.name.rpartition("/")[2], path=seen.name, kind=about.operation_type,
        subject=_subject(about), about=about.version.name if about.version else about.model_name,
        state=_state(seen, about), started=about.start_time or about.create_time,
        error=message, cause=why if hint else "", fix=fix, resource=resource,
    )  # fmt: skip


def newest_first(rows: Iterable[OperationRow]) -> list[OperationRow]:
    """Rows by the time they started, the newest on top."""
    return sorted(rows, key=lambda row: (row.started, row.key), reverse=True)


def _subject(about: _Metadata) -> str:
    version = about.version.name.rpartition("/")[2] if about.version else ""
    return "/".join(filter(None, (about.model_name.rpartition("/")[2], version)))


def _state(seen: _Operation, about: _Metadata) -> str:
    """CANCELLING and CANCELLED are told from RUNNING and FAILED."""
    if seen.error:
        return "CANCELLED" if seen.error.code == CANCELLED else "FAILED"
    if seen.done:
        return "DONE"
    return "CANCELLING" if about.is_cancellation_requested else "RUNNING"
