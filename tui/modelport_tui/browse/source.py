"""Where the browser's rows come from, and what it may do: a seam, so that pictures need no platform."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from modelport.errors import ModelportError
from modelport.inventory.actions import Actions
from modelport.inventory.connections import Connections, places
from modelport.inventory.observe import Snapshot, observe
from modelport.inventory.operation_watch import OperationsSeen, observe_operations
from modelport.platforms.local import LocalPlatform
from modelport.platforms.session import LOOK_SECONDS, open_session
from modelport.request import Target

from .command_table import EVERY_ENDPOINT


class Source(Protocol):
    """A project on a platform; all but `news`, `now` and `close` is for threads, and raises ModelportError.

    Calls of `looking`, which only reads, are given up sooner than those of `connections`.
    `news` says once what was done unasked, such as starting a platform, else "".
    """

    target: Target
    region: str
    read_only: bool

    def snapshots(
        self, stop: threading.Event, wake: threading.Event, focused: threading.Event
    ) -> Iterator[Snapshot]: ...

    def operations(
        self, stop: threading.Event, wake: threading.Event, focused: threading.Event
    ) -> Iterator[OperationsSeen]: ...

    def connections(self) -> Connections: ...

    def looking(self) -> Connections: ...

    def news(self) -> str: ...

    def now(self) -> datetime: ...

    def close(self) -> None: ...


class PlatformSource:
    """The source behind a target; `region` "" means every endpoint. Starts an embedded platform that doesn't run."""

    def __init__(self, target: Target, region: str = "", read_only: bool = False) -> None:
        self.target, self.region, self.read_only = target, region, read_only
        self._lock = threading.Lock()
        self._connections: Connections | None = None
        self._looking: Connections | None = None
        self._news = ""

    def snapshots(self, stop: threading.Event, wake: threading.Event, focused: threading.Event) -> Iterator[Snapshot]:
        """What exists, over and over until `stop` is set."""
        connections = self.looking()
        yield from observe(connections, self._asked(connections), stop, wake=wake, focused=focused)

    def operations(
        self, stop: threading.Event, wake: threading.Event, focused: threading.Event
    ) -> Iterator[OperationsSeen]:
        """The operations, over and over until `stop` is set."""
        connections = self.looking()
        yield from observe_operations(connections, self._asked(connections), stop, wake=wake, focused=focused)

    def _asked(self, connections: Connections) -> tuple[str, ...]:
        return (self.region,) if self.region else places(connections.session)

    def connections(self) -> Connections:
        """Connections that all threads share, opened on first use."""
        if self._connections is None:
            self._start_platform()  # takes seconds: without the lock, which `close` needs on the event loop
        with self._lock:
            if self._connections is None:
                self._connections = Connections(open_session(self.target, self.region))
            return self._connections

    def looking(self) -> Connections:
        """The same for reading, where somebody waits for the answer."""
        session = replace(self.connections().session, patience_seconds=LOOK_SECONDS)
        with self._lock:
            if self._looking is None:
                self._looking = Connections(session)
            return self._looking

    def _start_platform(self) -> None:
        if self.target.platform == "local" and not LocalPlatform().status().running:
            self._news = f"The embedded platform did not run; it was started at {LocalPlatform().start().url}"

    def news(self) -> str:
        """That the embedded platform was started."""
        news, self._news = self._news, ""
        return news

    def now(self) -> datetime:
        """The time that ages are counted from."""
        return datetime.now(UTC)

    def close(self) -> None:
        """Closes the connections."""
        with self._lock:
            for opened in (self._connections, self._looking):
                if opened:
                    opened.close()


def endpoints(target: Target) -> tuple[str, ...]:
    """What `region` may name on a target; a single one where any region will do, as at an overridden endpoint."""
    try:
        return places(open_session(target, ""))
    except ModelportError:  # nothing answers there yet, whichever endpoint is named
        return EVERY_ENDPOINT


def actions(source: Source) -> Actions:
    """Everything that can be done there; each refuses in a read-only session."""
    return Actions(source.connections(), read_only=source.read_only)
