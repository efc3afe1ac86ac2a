"""New lines of a version's log, in batches that a screen can take."""

from collections.abc import Iterator
from datetime import datetime

from modelport.errors import PlatformError
from modelport.events import LogWritten
from modelport.platforms.serving import Resource

from .context import Context, clock
from .order import WAIT

INTERVAL_SECONDS = {"local": 0.2, "ai-platform": 5.0}


class NodeLog:
    """Remembers which lines were told; a log that cannot be read is left alone, since the run needs none."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._told: set[str] = set()
        self._since: datetime | None = None
        self._read_at = float("-inf")
        self._is_closed = False

    def news(self, version: Resource | None, *, is_last: bool = False) -> Iterator[LogWritten]:
        """At most one batch; the last one comes whenever it is asked for."""
        is_due = clock() - self._read_at >= INTERVAL_SECONDS[self._context.session.platform]
        if self._is_closed or not (is_due or is_last):
            return
        if version and self._since is None:
            self._since = _time(str(version.get("createTime", "")))
        try:
            lines = tuple(self._unread())
        except PlatformError:
            self._is_closed = True
            return
        self._read_at = clock()
        if lines:
            yield LogWritten(WAIT, lines)

    def _unread(self) -> Iterator[str]:
        request = self._context.request
        for line in self._context.logs.entries(request.model.name, request.version.name, self._since):
            if line.id not in self._told:
                self._told.add(line.id)
                yield f"{line.node}: {line.text}" if line.node else line.text


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
