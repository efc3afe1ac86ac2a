"""Which node takes a request, and what becomes of the requests of a node that is gone."""

import asyncio
from collections import deque
from collections.abc import Callable

from .link import Job
from .node import Node
from .replies import TIMED_OUT, UNAVAILABLE, failure
from .scaling import OVERDUE_SECONDS

MAX_ATTEMPTS = 3


class Dispatch:
    """Hands each job to the least busy node, or keeps it until one is ready, which it asks for by `want_node`.

    What a node lost is tried again, one job at a time: the one that ends a node ends it alone, and the others that were
    on their way with it get their answers.
    """

    def __init__(self, seconds: float, want_node: Callable[[], None]) -> None:
        self._seconds = seconds
        self._want_node = want_node
        self._clock = asyncio.get_running_loop().time
        self._waiting: deque[Job] = deque()
        self._suspects: deque[Job] = deque()
        self._tried: Job | None = None
        self._stopped = False
        self._asked = False
        self.ready: list[Node] = []

    def submit(self, job: Job) -> None:
        """Answer a job, now or later."""
        self._asked = True
        ready = self.ready
        if not ready:
            job.sent = self._clock()
            self._waiting.append(job)
            self._want_node()
        elif len(ready) == 1:
            ready[0].send(job)
        else:
            min(ready, key=_pending).send(job)

    def was_asked(self) -> bool:
        """Whether there was a job since this was asked last."""
        asked, self._asked = self._asked, False
        return asked

    def take_in(self, node: Node) -> None:
        """A node is ready."""
        self.ready.append(node)
        while self._waiting:
            self.submit(self._waiting.popleft())

    def lost(self, jobs: list[Job]) -> None:
        """A node has gone without answering these."""
        for job in jobs:
            job.attempts += 1
            if self._clock() - job.sent > self._seconds:
                job.done(504, failure(TIMED_OUT))
            elif job.attempts >= MAX_ATTEMPTS or self._stopped:
                job.done(503, failure(UNAVAILABLE))
            elif job is self._tried:
                self.submit(job)
            else:
                self._suspects.append(job)
        self._try_next()

    def _try_next(self) -> None:
        if not self._suspects or self._tried:
            return
        job = self._tried = self._suspects.popleft()
        answered = job.done

        def done(status: int, body: bytes) -> None:
            self._tried = None
            answered(status, body)
            self._try_next()

        job.done = done
        self.submit(job)

    def time_out(self) -> None:
        """Refuse what has waited for too long."""
        before = self._clock() - self._seconds
        for queue in (self._waiting, self._suspects):
            while queue and queue[0].sent < before:
                queue.popleft().done(504, failure(TIMED_OUT))

    def refuse_waiting(self, reason: str) -> None:
        """No node can be started."""
        while self._waiting:
            self._waiting.popleft().done(503, failure(f"no node could be started: {reason}"))

    def stop(self) -> None:
        """Refuse everything that is not on its way."""
        self._stopped = True
        suspects, self._suspects = self._suspects, deque()
        for job in suspects:
            job.done(503, failure(UNAVAILABLE))
        self.refuse_waiting("the version is being stopped")

    @property
    def waiting(self) -> int:
        """Jobs that no node has."""
        return len(self._waiting) + len(self._suspects)

    def overdue(self) -> int:
        """Jobs that have waited for longer than they should."""
        before = self._clock() - OVERDUE_SECONDS
        kept = sum(job.sent < before for queue in (self._waiting, self._suspects) for job in queue)
        return kept + sum(node.overdue(OVERDUE_SECONDS) for node in self.ready)


def _pending(node: Node) -> int:
    return node.pending
