"""Clients of a platform by region, kept open between calls and lent to one thread at a time."""

import dataclasses
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from modelport.catalog import regions
from modelport.platforms.serving import ServingPlatform
from modelport.platforms.session import Session
from modelport.versions import connect


class Connections:
    """Lends clients of every endpoint of a session; close it once no thread uses it any more."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._idle: dict[str, list[ServingPlatform]] = defaultdict(list)
        self._lock = threading.Lock()
        self._is_closed = False

    def at(self, region: str) -> Session:
        """The session on the endpoint of a region, or on the global one."""
        return dataclasses.replace(self.session, region=region)

    @contextmanager
    def borrowed(self, region: str) -> Iterator[ServingPlatform]:
        """A client for this thread alone, until the end of the block; raises PlatformError without credentials."""
        with self._lock:
            idle = self._idle[region]
            serving = idle.pop() if idle else None
        serving = serving or connect(self.at(region))
        try:
            yield serving
        finally:
            self._take_back(region, serving)

    def close(self) -> None:
        """Closes the clients; one that is lent is closed when it comes back."""
        with self._lock:
            self._is_closed = True
            idle = [serving for each in self._idle.values() for serving in each]
            self._idle.clear()
        for serving in idle:
            serving.close()

    def _take_back(self, region: str, serving: ServingPlatform) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle[region].append(serving)
                return
        serving.close()


def places(session: Session) -> tuple[str, ...]:
    """`global` and every region with an endpoint of its own; an overridden endpoint is one place."""
    if session.ml_override:
        return (session.region or regions.GLOBAL,)
    return (regions.GLOBAL, *(region.name for region in regions.serving(regions.REGIONAL)))
