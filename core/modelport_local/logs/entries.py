"""`POST /v2/entries:list` in Cloud Logging's shape."""

import base64
import binascii
from collections.abc import Iterator

import msgspec

from .filters import Facts, FilterError, Test, parse
from .version_log import LogLine, LogName, VersionLogs

DEFAULT_PAGE, LARGEST_PAGE = 50, 1000
RESOURCE_TYPE = "cloudml_model_version"


class EntriesRequest(msgspec.Struct, frozen=True, rename="camel"):
    """The body of the call; unknown keys are ignored."""

    resource_names: tuple[str, ...] = ()
    project_ids: tuple[str, ...] = ()
    filter: str = ""
    order_by: str = ""
    page_size: int = DEFAULT_PAGE
    page_token: str = ""


class MonitoredResource(msgspec.Struct, frozen=True):
    """What an entry is about."""

    type: str
    labels: dict[str, str]


class Entry(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """One log entry; the text is text, whatever it holds."""

    log_name: str
    resource: MonitoredResource
    timestamp: str
    severity: str
    text_payload: str
    insert_id: str
    labels: dict[str, str] = {}


class EntriesResponse(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A page of entries."""

    entries: tuple[Entry, ...] = ()
    next_page_token: str = ""


def list_entries(logs: VersionLogs, request: EntriesRequest) -> EntriesResponse:
    """The entries asked for; raises FilterError for a filter, an order or a token that cannot be read."""
    descending = _is_descending(request.order_by)
    matches = parse(request.filter)
    projects = {name.split("/")[1] for name in request.resource_names if name.count("/") >= 1} | set(
        request.project_ids
    )
    after = _position(request.page_token)
    found = [
        (line.position, entry)
        for line, entry in _entries(logs, projects, matches)
        if (after is None or (line.position < after if descending else line.position > after))
        and matches(Facts(_fields(entry)))
    ]
    found.sort(key=lambda pair: pair[0], reverse=descending)
    size = _page_size(request.page_size)
    token = _token(found[size - 1][0]) if len(found) > size else ""
    return EntriesResponse(tuple(entry for _, entry in found[:size]), token)


def _entries(logs: VersionLogs, projects: set[str], matches: Test) -> Iterator[tuple[LogLine, Entry]]:
    """Of the versions whose entries the filter may let through, so that the files of others are not read."""
    for name in logs.names(projects):
        known = _resource_fields(name)
        if matches(Facts(known, are_all=False)) is not False:
            for line in logs.of(name).lines():
                yield line, _entry(name, line)


def _resource_fields(name: LogName) -> dict[str, str]:
    labels = _resource_labels(name)
    return {"resource.type": RESOURCE_TYPE} | {f"resource.labels.{key}": value for key, value in labels.items()}


def _resource_labels(name: LogName) -> dict[str, str]:
    return {
        "project_id": name.project, "model_id": name.model, "version_id": name.version, "region": name.region,
    }  # fmt: skip


def _entry(name: LogName, line: LogLine) -> Entry:
    return Entry(
        log_name=log_name(name.project),
        resource=MonitoredResource(RESOURCE_TYPE, _resource_labels(name)),
        timestamp=line.timestamp,
        severity=line.severity,
        text_payload=line.text,
        insert_id=line.id,
        labels={"node": line.node} if line.node else {},
    )


def _fields(entry: Entry) -> dict[str, str]:
    fields = {
        "resource.type": entry.resource.type, "timestamp": entry.timestamp, "severity": entry.severity,
        "textPayload": entry.text_payload, "logName": entry.log_name, "insertId": entry.insert_id,
    }  # fmt: skip
    fields |= {f"resource.labels.{key}": value for key, value in entry.resource.labels.items()}
    return fields | {f"labels.{key}": value for key, value in entry.labels.items()}


def log_name(project: str) -> str:
    """The name of the one log that a project has."""
    return f"projects/{project}/logs/ml.googleapis.com%2Fversion"


def _page_size(asked: int) -> int:
    if asked < 0:
        raise FilterError(f"pageSize is {asked}: it must be at least 0")
    return min(asked or DEFAULT_PAGE, LARGEST_PAGE)


def _is_descending(order: str) -> bool:
    if order.strip() not in ("", "timestamp", "timestamp asc", "timestamp desc"):
        raise FilterError(f"orderBy is {order!r}: use 'timestamp asc' or 'timestamp desc'")
    return order.strip().endswith("desc")


def _token(position: tuple[str, str]) -> str:
    return base64.urlsafe_b64encode("\n".join(position).encode()).decode()


def _position(token: str) -> tuple[str, str] | None:
    if not token:
        return None
    try:
        raw = base64.b64decode(token.encode("ascii", "replace"), altchars=b"-_", validate=True)
        timestamp, _, id = raw.decode().partition("\n")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise FilterError("the page token is not from an earlier answer") from error
    return timestamp, id
