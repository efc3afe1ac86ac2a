"""New lines of a version's log, in batches that a screen can take."""

from collections.abc import Iterator
from datetime import datetime

from modelport.errors import PlatformError
from modelport.events import LogWritten
from modelport.platforms.serving import Resource, is_transient

from .context import Context, clock
from .order import WAIT

INTERVAL_SECONDS = {"local": 0.2, "ai-platform": 5.0}


TRIES, PAUSE_SECONDS = 5, 0.2


class NodeLog:
    """Remembers which lines were told; a log that cannot be read is left alone in the end, since the run needs none."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._told: set[str] = set()
        self._since: datetime | None = None
        self._read_at = float("-inf")
        self._failures = 0

    def news(self, version: Resource | None, *, is_last: bool = False) -> Iterator[LogWritten]:
        """At most one batch; the last one comes whenever it is asked for."""
        is_due = clock() - self._read_at >= INTERVAL_SECONDS[self._context.session.platform]
        if self._failures >= TRIES or not (is_due or is_last):
            return
        if version and self._since is None:
            self._since = _time(str(version.get("createTime", "")))
        lines = self._lines()
        while is_last and 0 < self._failures < TRIES:
            self._context.pause(PAUSE_SECONDS)
            lines = self._lines()
        if lines:
            yield LogWritten(WAIT, lines)

    def _lines(self) -> tuple[str, ...]:
        """What is new; a fault that may pass costs a turn, and that it does not pass is told."""
        self._read_at = clock()
        try:
            lines, self._failures = tuple(self._unread()), 0
        except PlatformError as error:
            self._failures = self._failures + 1 if is_transient(error) else TRIES
            return (f"(the log is not read any more: {error.summary})",) if self._failures == TRIES else ()
        return lines

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
