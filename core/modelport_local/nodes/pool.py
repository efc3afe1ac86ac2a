"""The nodes of one version: which one takes a request, and what happens when one dies."""

import asyncio
from collections import deque

from .forking import CannotStart, Zygotes
from .link import Job
from .node import LoadFailed, Node, NodeLog
from .replies import TIMED_OUT, UNAVAILABLE, failure
from .scaling import OVERDUE_SECONDS, Demand, Load, Scaling
from .spec import Loaded, NodeSpec

REQUEST_SECONDS = 60.0
LOAD_SECONDS = 600.0
MAX_ATTEMPTS = 2
FIRST_BACKOFF, LAST_BACKOFF = 0.1, 10.0
HOPELESS_AFTER = 3
SETTLED_SECONDS = 10.0


class NodePool:
    """Keeps the wanted number of nodes running, and hands each job to the least busy one."""

    def __init__(
        self,
        spec: NodeSpec,
        scaling: Scaling,
        zygotes: Zygotes,
        log: NodeLog,
        request_seconds: float = REQUEST_SECONDS,
    ) -> None:
        self._spec = spec
        self.scaling = scaling
        self._zygotes = zygotes
        self._log = log
        self._request_seconds = request_seconds
        self._nodes: list[Node] = []
        self._ready: list[Node] = []
        self._waiting: deque[Job] = deque()
        self._demand = Demand()
        self._wanted = scaling.minimum
        self._count = 0
        self._asked = False
        self._failures = 0
        self._starting: set[asyncio.Task[None]] = set()
        self._clock = asyncio.get_running_loop().time
        self._not_before = 0.0
        self._stopped = False

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes that are starting or ready."""
        return tuple(self._nodes)

    @property
    def wanted(self) -> int:
        """How many nodes there should be now."""
        return self._wanted

    @property
    def pending(self) -> int:
        """Jobs that are not answered."""
        return len(self._waiting) + sum(node.pending for node in self._nodes)

    async def load(self) -> Loaded:
        """Start the first node and wait for its model; raises LoadFailed, CannotStart."""
        self._wanted = max(1, self._wanted)
        loaded = await self._add_node()
        self._grow()
        return loaded

    def submit(self, job: Job) -> None:
        """Give a job to the least busy node, or keep it until one is ready."""
        self._asked = True
        ready = self._ready
        if not ready:
            job.sent = self._clock()
            self._waiting.append(job)
            self._wanted = max(1, self._wanted)
            self._grow()
        elif len(ready) == 1:
            ready[0].send(job)
        else:
            min(ready, key=_pending).send(job)

    def tick(self) -> None:
        """Once a second: time-outs, and the wanted number of nodes."""
        now = self._clock()
        for node in self._ready[:]:
            if node.oldest > self._request_seconds:
                self._log.write("ERROR", f"a request took more than {self._request_seconds:.0f} s", node.name)
                node.kill()
        while self._waiting and now - self._waiting[0].sent > self._request_seconds:
            self._waiting.popleft().done(504, failure(TIMED_OUT))
        self._wanted = self._demand.wanted(self.scaling, self._wanted, self._load(now), now)
        self._grow()
        self._shrink()

    def _load(self, now: float) -> Load:
        overdue = sum(now - job.sent > OVERDUE_SECONDS for job in self._waiting)
        overdue += sum(node.overdue(OVERDUE_SECONDS) for node in self._nodes)
        active, self._asked = self._asked or self.pending > 0, False
        return Load(active, overdue)

    def _grow(self) -> None:
        started = len(self._ready) + len(self._starting)
        if self._stopped or self._clock() < self._not_before:
            return
        for _ in range(self._wanted - started):
            task = asyncio.create_task(self._replenish())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    def _shrink(self) -> None:
        for node in self._ready[self._wanted :]:
            if not node.pending:
                self._log.write("INFO", f"stopping {node.name}: idle", node.name)
                self._ready.remove(node)
                node.kill()

    async def _replenish(self) -> None:
        try:
            await self._add_node()
        except (CannotStart, LoadFailed) as error:
            self._log.write("ERROR", f"a node could not be started: {error}")
            self._back_off()
            if self._failures >= HOPELESS_AFTER:
                self._refuse_waiting(str(error))

    async def _add_node(self) -> Loaded:
        zygote = await self._zygotes.get(self._spec.framework)
        self._count += 1
        node = Node(f"node-{self._count}", self._log, self._gone)
        self._nodes.append(node)
        try:
            async with asyncio.timeout(LOAD_SECONDS):
                await node.start(zygote, self._spec)
                loaded = await asyncio.shield(node.ready)
        except BaseException as error:
            self._discard(node)
            await node.ended()
            if isinstance(error, TimeoutError):
                reason = "Please validate that the model can be loaded."
                raise LoadFailed(f"The model server never became ready. {reason}") from error
            raise
        self._take_in(node)
        return loaded

    def _discard(self, node: Node) -> None:
        node.kill()
        if node in self._nodes:
            self._nodes.remove(node)

    def _take_in(self, node: Node) -> None:
        if not node.alive or self._stopped:
            node.kill()
            return
        self._ready.append(node)
        while self._waiting:
            self.submit(self._waiting.popleft())

    def _gone(self, node: Node, jobs: list[Job]) -> None:
        if node in self._nodes:
            self._nodes.remove(node)
        if node in self._ready:
            self._ready.remove(node)
            if node.age > SETTLED_SECONDS:
                self._failures = 0
            self._back_off()
        for job in jobs:
            self._retry(job)

    def _retry(self, job: Job) -> None:
        job.attempts += 1
        if self._clock() - job.sent > self._request_seconds:
            job.done(504, failure(TIMED_OUT))
        elif job.attempts >= MAX_ATTEMPTS or self._stopped:
            job.done(503, failure(UNAVAILABLE))
        else:
            self.submit(job)

    def _back_off(self) -> None:
        """Start again soon, and less often each time that it does not help."""
        if self._stopped:
            return
        delay = min(FIRST_BACKOFF * 2**self._failures, LAST_BACKOFF)
        self._failures += 1
        self._not_before = self._clock() + delay
        asyncio.get_running_loop().call_later(delay, self._after_backoff)

    def _after_backoff(self) -> None:
        if self._clock() >= self._not_before - FIRST_BACKOFF:
            self._not_before = 0.0
            self._grow()

    def _refuse_waiting(self, reason: str) -> None:
        while self._waiting:
            self._waiting.popleft().done(503, failure(f"no node could be started: {reason}"))

    async def stop(self) -> None:
        """End every node and wait for that; what is not answered is refused."""
        self._stopped = True
        for task in self._starting:
            task.cancel()
        nodes = self._nodes[:]
        for node in nodes:
            node.kill()
        self._refuse_waiting("the version is being stopped")
        await asyncio.gather(*self._starting, *(node.ended() for node in nodes), return_exceptions=True)


def _pending(node: Node) -> int:
    return node.pending
