"""The handlers of Cloud Logging's methods."""

import asyncio

from ..http.messages import HttpError, Request, Response, json_response
from ..ml.reading import convert, json_body
from .entries import EntriesRequest, list_entries, log_name
from .filters import FilterError
from .version_log import VersionLogs


class LogMethods:
    """Cloud Logging v2, as far as version logs need it."""

    def __init__(self, logs: VersionLogs) -> None:
        self._logs = logs

    async def list_entries(self, request: Request, **_: str) -> Response:
        """A page of entries; HttpError 400 for a filter that cannot be read."""
        asked = convert(await json_body(request), EntriesRequest, "request")
        try:
            return json_response(await asyncio.to_thread(list_entries, self._logs, asked))
        except FilterError as problem:
            raise HttpError(400, "INVALID_ARGUMENT", f"Unparseable request: {problem}.") from problem

    def list_logs(self, request: Request, project: str, **_: str) -> Response:
        """The names of a project's logs: one, where any version has written to it."""
        return json_response({"logNames": [log_name(project)]} if self._logs.names({project}) else {})
