"""What can be done to versions and models: refused before asking where it is known to fail, guarded by etags.

Each action works for one endpoint at a time in the thread that calls it; `commands` gives the equivalent command.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from modelport.errors import Conflict as Conflict
from modelport.errors import ModelportError, NotFound
from modelport.platforms.bodies import Body
from modelport.platforms.serving import Operation, Resource, ServingPlatform

from . import changes as rules
from .changes import Changes
from .connections import Connections
from .lost_answers import describe, holds, made, newest_operation
from .rows import ModelRow, VersionRow, version_row
from .waiting import finished

DONE = Operation("", True)
"""One that is over, and whose name the lost answer would have told."""


class ReadOnly(ModelportError):
    """Nothing may be changed in this session."""


@dataclass(frozen=True, slots=True)
class DefaultChanged:
    """The new default as the platform sent it, and the version that was the default before, or ""."""

    version: Resource
    region: str
    model_path: str
    previous: str

    @property
    def previous_path(self) -> str:
        """The version to go back to, or ""."""
        return f"{self.model_path}/versions/{self.previous}" if self.previous else ""


class Actions:
    """Every change that the browser and the command line can make; all refuse where `read_only` is set."""

    def __init__(self, connections: Connections, *, read_only: bool = False) -> None:
        self._connections = connections
        self._read_only = read_only

    def set_default(self, row: VersionRow, *, expected: str | None = None) -> DefaultChanged:
        """Makes a version the default of its model. Raises Refused, Conflict, ReadOnly or PlatformError.

        `expected` is the default that the caller has seen ("" for none); another one by now is a conflict.
        """
        self._guard("set-default")
        _raise(rules.refusal_to_set_default(row))
        model_path = row.path.rpartition("/versions/")[0]
        with self._connections.borrowed(row.region) as serving:
            previous = _default_of(serving, model_path)
            if expected is not None and previous != expected:
                raise _conflict(f"The default of {row.model}", f"It is {previous or 'none'} now, not {expected}.")
            version = made(
                lambda: serving.set_default(row.path),
                lambda: serving.find_version(row.path) if _default_of(serving, model_path) == row.version else None,
                self._command(row.region, row.path),
            )
            return DefaultChanged(version, row.region, model_path, previous)

    def roll_back(self, change: DefaultChanged) -> DefaultChanged:
        """Makes the previous default the default again, if the changed one still is. Raises as `set_default`."""
        self._guard("set-default")
        if not change.previous:
            raise rules.Refused("There is nothing to go back to.", why="The model had no default version before.")
        with self._connections.borrowed(change.region) as serving:
            previous = _current(serving, change.previous_path)
        made = str(change.version.get("name", "")).rpartition("/")[2]
        return self.set_default(version_row(change.region, previous), expected=made)

    def update(self, row: VersionRow, changes: Changes) -> Operation:
        """Changes a version as it was read into `row`. Raises Refused, Conflict, ReadOnly or PlatformError."""
        self._guard("update")
        _raise(rules.refusal_to_update(row, changes))
        body = changes.body() | _etag(row.resource)
        with self._connections.borrowed(row.region) as serving:
            try:
                return made(
                    lambda: serving.update_version(row.path, body, changes.mask()),
                    lambda: _updated(serving, row.path, serving.find_version(row.path), body, changes.mask()),
                    self._command(row.region, row.path),
                )
            except Conflict as error:
                why = _changed_meanwhile(row.resource, serving.find_version(row.path)) or error.why
                raise _conflict(f"{row.version} of {row.model}", why) from error

    def update_model(self, row: ModelRow, description: str | None, labels: dict[str, str] | None) -> Operation:
        """Changes a model as it was read into `row`; None leaves a part as it is. Raises as `update`."""
        self._guard("update")
        given: Body = {"description": description, "labels": dict(labels) if labels is not None else None}
        body: Body = {name: value for name, value in given.items() if value is not None}
        if not body:
            raise rules.Refused("Nothing is to be changed.", fix="Give a new description or labels.")
        with self._connections.borrowed(row.endpoint) as serving:
            try:
                return made(
                    lambda: serving.update_model(row.path, body | _etag(row.resource), tuple(body)),
                    lambda: _updated(serving, row.path, serving.find_model(row.path), body, tuple(body)),
                    self._command(row.endpoint, row.path),
                )
            except Conflict as error:
                raise _conflict(f"The model {row.model}", error.why) from error

    def check_deletion(self, row: VersionRow) -> None:
        """Raises Refused where the platform would not delete the version, or PlatformError."""
        with self._connections.borrowed(row.region) as serving:
            _check_deletion(serving, row)

    def check_model_deletion(self, row: ModelRow) -> None:
        """Raises Refused where the platform would not delete the model, or PlatformError."""
        with self._connections.borrowed(row.endpoint) as serving:
            _raise(rules.refusal_to_delete_model(row, sum(1 for _ in serving.versions(row.path))))

    def delete_version(self, row: VersionRow) -> Operation:
        """Deletes a version unless it changed since it was read. Raises as `update`."""
        self._guard("delete")
        with self._connections.borrowed(row.region) as serving:
            now = version_row(row.region, _current(serving, row.path))
            if now.resource.get("etag") != row.resource.get("etag") or now.is_default != row.is_default:
                why = _changed_meanwhile(row.resource, now.resource) or "It is not what it was when it was read."
                raise _conflict(f"{row.version} of {row.model}", why, "deleted")
            _check_deletion(serving, now)
            return made(
                lambda: serving.delete_version(row.path),
                lambda: _deleted(serving, row.path, serving.find_version(row.path)),
                self._command(row.region, row.path),
            )

    def delete_model(self, row: ModelRow) -> Operation:
        """Deletes a model without versions. Raises Refused, ReadOnly or PlatformError."""
        self._guard("delete")
        self.check_model_deletion(row)
        with self._connections.borrowed(row.endpoint) as serving:
            return made(
                lambda: serving.delete_model(row.path),
                lambda: _deleted(serving, row.path, serving.find_model(row.path)),
                self._command(row.endpoint, row.path),
            )

    def finished(self, region: str, operation: Operation) -> Operation:
        """The operation of an endpoint once it is done. Raises VersionFailed, Interrupted or PlatformError."""
        with self._connections.borrowed(region) as serving:
            return finished(serving, operation)

    def cancel_operation(self, region: str, name: str) -> None:
        """Asks for the end of an operation. Raises ReadOnly or PlatformError."""
        self._guard("cancel")
        with self._connections.borrowed(region) as serving:
            serving.cancel_operation(name)

    def _command(self, region: str, path: str) -> str:
        return describe(self._connections.at(region), path)

    def _guard(self, what: str) -> None:
        if self._read_only:
            raise ReadOnly(
                f"{what} is not possible here.",
                why="This session only reads (--read-only).",
                fix="Start again without --read-only.",
            )


def _raise(refusal: rules.Refused | None) -> None:
    if refusal:
        raise refusal


def _etag(resource: Resource) -> Body:
    return {"etag": resource["etag"]} if resource.get("etag") else {}


def _default_of(serving: ServingPlatform, model_path: str) -> str:
    model = serving.find_model(model_path)
    if model is None:
        raise _gone(model_path)
    return str((model.get("defaultVersion") or {}).get("name", "")).rpartition("/")[2]


def _current(serving: ServingPlatform, path: str) -> Resource:
    found = serving.find_version(path)
    if found is None:
        raise _gone(path)
    return found


def _updated(
    serving: ServingPlatform, path: str, now: Resource | None, body: Body, mask: Sequence[str]
) -> Operation | None:
    """The update that was made although its answer was lost."""
    if now is not None and holds(now, body, mask):
        return DONE
    return newest_operation(serving, path, is_running=True)


def _deleted(serving: ServingPlatform, path: str, now: Resource | None) -> Operation | None:
    """The deletion that was made although its answer was lost."""
    return DONE if now is None else newest_operation(serving, path, is_running=True)


def _check_deletion(serving: ServingPlatform, row: VersionRow) -> None:
    _raise(rules.refusal_to_delete(row, _siblings(serving, row) if row.is_default else 0))


def _siblings(serving: ServingPlatform, row: VersionRow) -> int:
    return sum(1 for each in serving.versions(row.path.rpartition("/versions/")[0]) if each.get("name") != row.path)


def _changed_meanwhile(read: Resource, now: Resource | None) -> str:
    """Which fields somebody else changed, in a sentence; "" where that cannot be told."""
    now = now or {}
    names = sorted(name for name in {*read, *now} - {"etag"} if read.get(name) != now.get(name))
    return f"Since it was read, these changed: {', '.join(names)}." if names else ""


def _gone(path: str) -> NotFound:
    return NotFound(f"{path} does not exist.", why="It may have been deleted meanwhile.", fix="Look at the list again.")


def _conflict(subject: str, why: str, spared: str = "overwritten") -> Conflict:
    return Conflict(
        f"{subject} was changed by somebody else meanwhile.",
        why=why,
        fix=f"Nothing was {spared}. Look at it as it is now, then decide anew.",
    )
