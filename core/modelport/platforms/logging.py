"""The log of a version's nodes, through Cloud Logging's `entries:list`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from .endpoints import GLOBAL
from .failures import translated
from .session import Session
from .transport import authorized_http

PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line; `id` is unique in its log, `node` is the node that wrote it or ""."""

    id: str
    timestamp: str
    severity: str
    text: str
    node: str


class _Entry(msgspec.Struct, rename="camel"):
    timestamp: str = ""
    severity: str = "DEFAULT"
    text_payload: str = ""
    insert_id: str = ""
    labels: dict[str, str] = {}


class _Page(msgspec.Struct, rename="camel"):
    entries: list[_Entry] = []
    next_page_token: str = ""


class LogReader:
    """Reads logs over one connection; for one thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._http = authorized_http(session)

    def close(self) -> None:
        """Closes the connection."""
        self._http.close()

    def entries(self, model: str, version: str = "", since: datetime | None = None) -> Iterator[LogLine]:
        """Lines in the order of time, from `since` on; raises PlatformError."""
        body: dict[str, object] = {
            "resourceNames": [f"projects/{self._session.project}"],
            "filter": filter_for(model, version, self._session.region, since),
            "orderBy": "timestamp asc",
            "pageSize": PAGE_SIZE,
        }
        while True:
            page = self._page(body)
            for entry in page.entries:
                node = entry.labels.get("node", "")
                yield LogLine(entry.insert_id, entry.timestamp, entry.severity, entry.text_payload, node)
            if not page.next_page_token:
                return
            body["pageToken"] = page.next_page_token

    def _page(self, body: dict[str, object]) -> _Page:
        url = f"{self._session.logging_url}/v2/entries:list"
        with translated(self._session, "read the log", "any"):
            answer, content = self._http.request(url, "POST", json.dumps(body), {"content-type": "application/json"})
            if answer.status != 200:
                from googleapiclient.errors import HttpError

                raise HttpError(answer, content)
            return msgspec.json.decode(content, type=_Page)


def filter_for(model: str, version: str, region: str, since: datetime | None) -> str:
    """Cloud Logging's filter for one model or version; regional endpoints are worlds of their own."""
    parts = ['resource.type="cloudml_model_version"', f"resource.labels.model_id={json.dumps(model)}"]
    if version:
        parts.append(f"resource.labels.version_id={json.dumps(version)}")
    if region not in ("", GLOBAL):
        parts.append(f"resource.labels.region={json.dumps(region)}")
    if since:
        parts.append(f'timestamp>="{since.isoformat()}"')
    return " AND ".join(parts)
