"""Clients of a platform by region, kept open between calls and lent to one thread at a time."""

import dataclasses
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from modelport.catalog import regions
from modelport.platforms.local import LocalPlatform, Status
from modelport.platforms.serving import ServingPlatform
from modelport.platforms.session import Session
from modelport.versions import connect


class Connections:
    """Lends clients of every endpoint of a session; close it once no thread uses it any more.

    An embedded platform that was started anew, at whichever port, is followed there.
    """

    def __init__(self, session: Session, connect: Callable[[Session], ServingPlatform] = connect) -> None:
        self._session, self._connect = session, connect
        self._platform = _embedded(session)
        self._written_url = self._platform.written_url if self._platform else ""
        self._idle: dict[str, list[ServingPlatform]] = defaultdict(list)
        self._lock = threading.Lock()
        self._is_closed = False

    @property
    def session(self) -> Session:
        """The session where the platform is now."""
        if self._platform and self._platform.written_url != self._written_url:
            self._follow(self._platform.status())
        return self._session

    def at(self, region: str) -> Session:
        """The session on the endpoint of a region, or on the global one."""
        return dataclasses.replace(self.session, region=region)

    @contextmanager
    def borrowed(self, region: str) -> Iterator[ServingPlatform]:
        """A client for this thread alone, until the end of the block; raises PlatformError without credentials."""
        session = self.at(region)
        with self._lock:
            idle = self._idle[region]
            serving = idle.pop() if idle else None
        serving = serving or self._connect(session)
        try:
            yield serving
        finally:
            self._take_back(session, serving)

    def close(self) -> None:
        """Closes the clients; one that is lent is closed when it comes back."""
        with self._lock:
            self._is_closed = True
        self._drop_idle()

    def _follow(self, found: Status) -> None:
        """Go on where the platform answers now; one that does not answer yet is waited for where it was."""
        if not found.running:
            return
        with self._lock:
            self._written_url = found.url
            self._session = dataclasses.replace(
                self._session, local_url=found.url, storage_url=found.url, logging_url=found.url
            )
        self._drop_idle()

    def _drop_idle(self) -> None:
        with self._lock:
            idle = [serving for each in self._idle.values() for serving in each]
            self._idle.clear()
        for serving in idle:
            serving.close()

    def _take_back(self, session: Session, serving: ServingPlatform) -> None:
        with self._lock:
            if not self._is_closed and session.local_url == self._session.local_url:
                self._idle[session.region].append(serving)
                return
        serving.close()


def _embedded(session: Session) -> LocalPlatform | None:
    """The platform whose home holds the session's token."""
    return LocalPlatform(session.token_file.parent) if session.platform == "local" and session.token_file else None


def places(session: Session) -> tuple[str, ...]:
    """`global` and every region with an endpoint of its own; an overridden endpoint is one place."""
    if session.ml_override:
        return (session.region or regions.GLOBAL,)
    return (regions.GLOBAL, *(region.name for region in regions.serving(regions.REGIONAL)))
