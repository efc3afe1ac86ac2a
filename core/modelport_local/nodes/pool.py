"""The nodes of one version: how many there are, and what happens when one dies."""

import asyncio

from .accounts import ProcessorUse, account_of
from .dispatch import Dispatch
from .forking import CannotStart, Zygotes
from .link import Job
from .node import LoadFailed, Node, NodeLog
from .recovery import FIRST_BACKOFF, Recovery
from .scaling import Demand, Load, Scaling
from .spec import Loaded, NodeSpec

REQUEST_SECONDS = 60.0
LOAD_SECONDS = 600.0
LOOK_SECONDS = 1.0


class NodePool:
    """Keeps the wanted number of nodes running."""

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
        self._dispatch = Dispatch(request_seconds, self._want_one)
        self._demand = Demand()
        self._use = ProcessorUse()
        self._recovery = Recovery()
        self._wanted = scaling.minimum
        self._count = 0
        self._leaving: list[Node] = []
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
        return self._dispatch.waiting + sum(node.pending for node in self._nodes)

    @property
    def trouble(self) -> str:
        """What the nodes died of lately, "" if they did not."""
        return self._recovery.trouble(self._clock(), bool(self._dispatch.ready) or not self._wanted)

    @property
    def is_down(self) -> bool:
        """Whether no node is there, nor could be started in several attempts."""
        return bool(self._wanted) and not self._dispatch.ready and self._recovery.is_hopeless

    async def load(self) -> Loaded:
        """Start the first node and wait for its model; raises LoadFailed, CannotStart."""
        self._wanted = max(1, self._wanted)
        loaded = await self._add_node()
        self._grow()
        return loaded

    def submit(self, job: Job) -> None:
        """Give a job to the least busy node, or keep it until one is ready."""
        self._dispatch.submit(job)

    def _want_one(self) -> None:
        self._wanted = max(1, self._wanted)
        self._grow()

    def tick(self) -> None:
        """Once a second: limits of time and memory, and the wanted number of nodes."""
        for node in self._nodes[:]:
            if node.oldest > self._request_seconds:
                node.end(f"a request took more than {self._request_seconds:.0f} s")
        self._dispatch.time_out()
        accounts = [(node, account_of(node.pid)) for node in self._dispatch.ready]
        for node, account in accounts:
            node.limit_memory(account.resident, self._spec.memory)
        load, now = self._load({node.pid: account.seconds for node, account in accounts}), self._clock()
        self._wanted = self._demand.wanted(self.scaling, self._wanted, load, now)
        self._grow()
        self._shrink()

    def _load(self, seconds: dict[int, float]) -> Load:
        active = self._dispatch.was_asked() or self.pending > 0
        busy = self._use.busy(seconds, self._clock(), self.scaling.cpu_seconds)
        return Load(active, self._dispatch.overdue(), busy)

    def _grow(self) -> None:
        started = len(self._dispatch.ready) + len(self._starting)
        if self._stopped or self._clock() < self._not_before:
            return
        for _ in range(self._wanted - started):
            task = asyncio.create_task(self._replenish())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    def _shrink(self) -> None:
        """Nodes that are not wanted get no more jobs, and end when they have answered those that they have."""
        surplus = self._dispatch.ready[self._wanted :]
        del self._dispatch.ready[self._wanted :]
        for node in surplus:
            self._log.write("INFO", f"stopping {node.name}: it is not needed", node.name)
        leaving = self._leaving + surplus
        self._leaving = [node for node in leaving if node.pending]
        for node in leaving:
            if not node.pending:
                node.kill()

    async def _replenish(self) -> None:
        try:
            await self._add_node()
        except (CannotStart, LoadFailed) as error:
            reason = f"A node could not be started: {error}"
            self._log.write("ERROR", reason)
            self._back_off(self._recovery.not_started(reason, self._clock()))
            if self._recovery.is_hopeless:
                self._dispatch.refuse_waiting(str(error))

    async def _add_node(self) -> Loaded:
        zygote = await self._zygotes.get(self._spec.framework)
        self._count += 1
        node = Node(f"node-{self._count}", self._log, self._gone)
        self._nodes.append(node)
        try:
            async with asyncio.timeout(LOAD_SECONDS):
                await node.start(zygote, self._spec)
                loaded = await self._loaded(node)
        except BaseException as error:
            self._discard(node)
            await node.ended()
            if isinstance(error, TimeoutError):
                reason = "Please validate that the model can be loaded."
                raise LoadFailed(f"The model server never became ready. {reason}") from error
            raise
        self._take_in(node)
        return loaded

    async def _loaded(self, node: Node) -> Loaded:
        while not (await asyncio.wait({node.ready}, timeout=LOOK_SECONDS))[0]:
            node.limit_memory(account_of(node.pid).resident, self._spec.memory)
        return node.ready.result()

    def _discard(self, node: Node) -> None:
        node.kill()
        if node in self._nodes:
            self._nodes.remove(node)

    def _take_in(self, node: Node) -> None:
        if not node.alive or self._stopped:
            node.kill()
            return
        self._recovery.started()
        self._dispatch.take_in(node)

    def _gone(self, node: Node, jobs: list[Job]) -> None:
        if node in self._nodes:
            self._nodes.remove(node)
        if node in self._dispatch.ready:
            self._dispatch.ready.remove(node)
            self._back_off(self._recovery.died(node.obituary, node.age, self._clock()))
        self._dispatch.lost(jobs)

    def _back_off(self, delay: float) -> None:
        if self._stopped:
            return
        self._not_before = self._clock() + delay
        asyncio.get_running_loop().call_later(delay, self._after_backoff)

    def _after_backoff(self) -> None:
        if self._clock() >= self._not_before - FIRST_BACKOFF:
            self._not_before = 0.0
            self._grow()

    async def stop(self) -> None:
        """End every node and wait for that; what is not answered is refused."""
        self._stopped = True
        for task in self._starting:
            task.cancel()
        nodes = self._nodes[:]
        for node in nodes:
            node.kill()
        self._dispatch.stop()
        await asyncio.gather(*self._starting, *(node.ended() for node in nodes), return_exceptions=True)
