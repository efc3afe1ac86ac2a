"""The front's end of a node's link: requests go in as frames, answers come back by id."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

import msgspec

from .frames import Frame, FrameBuffer, Kind, encode
from .spec import Broken, Loaded

OK, BAD_REQUEST = 200, 400


@dataclass(slots=True)
class Job:
    """One prediction on its way; `done` takes an HTTP status and a body, and is called exactly once."""

    body: bytes
    done: Callable[[int, bytes], None]
    sent: float = 0.0
    attempts: int = 0


class LinkOwner(Protocol):
    """Who hears of a link's changes."""

    def loaded(self, loaded: Loaded) -> None: ...
    def broken(self, broken: Broken) -> None: ...
    def misbehaved(self) -> None: ...
    def lost(self, jobs: list[Job]) -> None: ...


class NodeLink(asyncio.Protocol):
    """One connection to one node, shared by all requests; a caller that gave up does not disturb it."""

    def __init__(self, owner: LinkOwner) -> None:
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._frames = FrameBuffer()
        self._next_id = 0
        self._loop = asyncio.get_running_loop()
        self._clock = self._loop.time
        self._unsent: list[bytes] = []
        self.pending: dict[int, Job] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._transport = cast(asyncio.Transport, transport)

    def send(self, job: Job) -> None:
        """Pass a job to the node."""
        self._next_id = (self._next_id + 1) & 0xFFFFFFFF
        job.sent = self._clock()
        self.pending[self._next_id] = job
        if not self._unsent:
            self._loop.call_soon(self._flush)
        self._unsent.append(encode(self._next_id, Kind.PREDICT, job.body))

    def _flush(self) -> None:
        """One write for all that came in during a turn of the loop, so that the node sees it as one batch."""
        data, self._unsent = b"".join(self._unsent), []
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def oldest(self) -> float:
        """Seconds since the longest waiting job was sent; 0 without any."""
        job = next(iter(self.pending.values()), None)
        return self._clock() - job.sent if job else 0.0

    def overdue(self, seconds: float) -> int:
        """How many jobs were sent longer ago; they are kept in the order they were sent in."""
        before = self._clock() - seconds
        return sum(1 for _ in itertools.takewhile(lambda job: job.sent < before, self.pending.values()))

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        try:
            frames = self._frames.feed(data)
        except ValueError:
            self._owner.misbehaved()
            return
        for frame in frames:
            if frame.kind == Kind.ANSWER or frame.kind == Kind.REFUSAL:
                self._answer(frame)
            elif frame.kind == Kind.READY:
                self._owner.loaded(msgspec.json.decode(frame.payload, type=Loaded))
            elif frame.kind == Kind.BROKEN:
                self._owner.broken(msgspec.json.decode(frame.payload, type=Broken))

    def _answer(self, frame: Frame) -> None:
        job = self.pending.pop(frame.id, None)
        if job is not None:
            job.done(OK if frame.kind == Kind.ANSWER else BAD_REQUEST, frame.payload)

    def connection_lost(self, error: Exception | None) -> None:
        """See asyncio.Protocol: the node is gone, and its jobs go back to the owner."""
        jobs, self.pending = list(self.pending.values()), {}
        self._owner.lost(jobs)

    def close(self) -> None:
        """Close the connection, which ends the node."""
        if self._transport is not None:
            self._transport.close()
