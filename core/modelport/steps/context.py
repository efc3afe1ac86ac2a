"""What the steps of one run share: the request, the clients, and what they found so far."""

import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from modelport.events import Event
from modelport.platforms.serving import Resource, ServingPlatform
from modelport.platforms.session import Session, open_session
from modelport.request import DeploymentRequest

from .staging import Upload

if TYPE_CHECKING:
    from modelport.artifacts.report import ArtifactReport
    from modelport.platforms.logging import LogReader
    from modelport.platforms.storage import StorageClient


class Stopped(Exception):
    """The user stopped the run; raised between chunks and between polls."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended: `created`, `exists`, `checked`, `updated`, …; `exists` names what is there now.

    `undo` is the command that takes back what was done where that is not the plan's own.
    """

    word: str
    detail: str
    exists: str = ""
    undo: str = ""


Work: TypeAlias = Generator[Event, None, Outcome]


@dataclass(slots=True)
class Context:
    """The state of a run; clients are made when a step first needs them."""

    request: DeploymentRequest
    report: "ArtifactReport | None"
    cancel: threading.Event
    given_session: Session | None = None
    missing: tuple[Upload, ...] = ()
    generations: dict[str, int] = field(default_factory=dict)
    operation: str = ""
    found: Resource | None = None
    version: Resource = field(default_factory=dict)
    predictions: tuple[object, ...] | None = None
    partly: str = ""
    is_gone: bool = False
    failures: int = 0
    _serving: ServingPlatform | None = None
    _storage: "StorageClient | None" = None
    _logs: "LogReader | None" = None

    @property
    def session(self) -> Session:
        """The session; raises LocalPlatformError, ServiceRetired or NotAuthenticated."""
        if self.given_session is None:
            self.given_session = open_session(self.request.target, self.request.region_on_wire)
        return self.given_session

    @property
    def serving(self) -> ServingPlatform:
        """The client of the platform that serves."""
        if self._serving is None:
            from modelport.versions import connect

            self._serving = connect(self.session)
        return self._serving

    @property
    def storage(self) -> "StorageClient":
        """The client of Cloud Storage."""
        if self._storage is None:
            from modelport.platforms.storage import StorageClient

            self._storage = StorageClient(self.session)
        return self._storage

    @property
    def logs(self) -> "LogReader":
        """The reader of the nodes' log."""
        if self._logs is None:
            from modelport.platforms.logging import LogReader

            self._logs = LogReader(self.session)
        return self._logs

    def check(self) -> None:
        """Raises Stopped once the user has asked for it."""
        if self.cancel.is_set():
            raise Stopped

    def pause(self, seconds: float) -> None:
        """Waits, and raises Stopped at once when asked to."""
        if self.cancel.wait(seconds):
            raise Stopped

    def close(self) -> None:
        """Closes the clients' connections."""
        for client in (self._serving, self._storage, self._logs):
            if client is not None:
                client.close()


def clock() -> float:
    """Seconds on a clock that only goes forward."""
    return time.monotonic()
