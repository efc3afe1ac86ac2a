"""The log of a version's nodes, through Cloud Logging's `entries:list`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from .bodies import Body
from .calls import JsonCalls, every_page
from .region_label import region_label
from .session import Session

PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line; `id` is unique in its log, `node` is the node that wrote it or ""."""

    id: str
    timestamp: str
    severity: str
    text: str
    node: str


class _Resource(msgspec.Struct):
    labels: dict[str, str] = {}


class _Entry(msgspec.Struct, rename="camel"):
    timestamp: str = ""
    severity: str = "DEFAULT"
    text_payload: str = ""
    insert_id: str = ""
    labels: dict[str, str] = {}
    resource: _Resource = msgspec.field(default_factory=_Resource)


class _Page(msgspec.Struct, rename="camel"):
    entries: list[_Entry] = []
    next_page_token: str = ""


class LogReader:
    """Reads logs over one connection; for one thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._calls = JsonCalls(session, session.logging_url)

    def close(self) -> None:
        """Closes the connection."""
        self._calls.close()

    def entries(self, model: str, version: str = "", since: datetime | None = None) -> Iterator[LogLine]:
        """Lines in the order of time, from `since` on; raises PlatformError.

        The filter language takes `iris` and `Iris` for the same name, so that the entries' own labels decide.
        """
        names = {"model_id": model} | ({"version_id": version} if version else {})
        body: Body = {
            "resourceNames": [f"projects/{self._session.project}"],
            "filter": filter_for(model, version, region_label(self._session), since),
            "orderBy": "timestamp asc",
            "pageSize": PAGE_SIZE,
        }

        def page(token: str) -> tuple[list[LogLine], str]:
            asked = body | ({"pageToken": token} if token else {})
            found = self._calls.read(_Page, "read the log", "POST", "/v2/entries:list", asked)
            own = (entry for entry in found.entries if names.items() <= entry.resource.labels.items())
            return [_line(entry) for entry in own], found.next_page_token

        return every_page(page)


def _line(entry: _Entry) -> LogLine:
    node = entry.labels.get("node", "")
    return LogLine(entry.insert_id, entry.timestamp, entry.severity, entry.text_payload, node)


def filter_for(model: str, version: str, region: str, since: datetime | None) -> str:
    """Cloud Logging's filter for one model or version, of the region's endpoint unless that is ""."""
    parts = ['resource.type="cloudml_model_version"', f"resource.labels.model_id={json.dumps(model)}"]
    if version:
        parts.append(f"resource.labels.version_id={json.dumps(version)}")
    if region:
        parts.append(f"resource.labels.region={json.dumps(region)}")
    if since:
        parts.append(f'timestamp>="{since.isoformat()}"')
    return " AND ".join(parts)
