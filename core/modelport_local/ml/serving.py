"""Which nodes answer for which version, and what they were asked."""

import asyncio
import contextlib
import time
from dataclasses import dataclass

from modelport.catalog import frameworks

from ..logs.version_log import LogName, VersionLog, VersionLogs
from ..metrics.history import History, Nodes
from ..nodes.forking import Zygotes
from ..nodes.pool import NodePool
from ..nodes.spec import NodeSpec
from .errors import error
from .keys import VersionKey
from .resources import Version
from .scaling_rules import scaling_of
from .statistics import Statistics
from .tables import Models, Versions

_TICK_SECONDS = 1.0
_PREWARM_AFTER_SECONDS = 0.2
Address = tuple[str, str, str, str]


@dataclass(slots=True)
class Endpoint:
    """A version that serves: its nodes, its counters, their history, and its log where requests are to be noted."""

    key: VersionKey
    pool: NodePool
    statistics: Statistics
    history: History
    access_log: VersionLog | None


class Serving:
    """Every version that serves, found by (region, project, model, version or "" for the default)."""

    def __init__(self, models: Models, versions: Versions, zygotes: Zygotes, logs: VersionLogs) -> None:
        self._models = models
        self._versions = versions
        self._zygotes = zygotes
        self._logs = logs
        self._endpoints: dict[VersionKey, Endpoint] = {}
        self._addresses: dict[Address, Endpoint] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._prewarming: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to watch the pools, and load what most models need while nobody asks for it yet."""
        self._ticking = asyncio.create_task(self._tick())
        self._prewarming = asyncio.get_running_loop().call_later(_PREWARM_AFTER_SECONDS, self.prewarm)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            for endpoint in tuple(self._endpoints.values()):
                endpoint.pool.tick()
                nodes = Nodes(len(endpoint.pool.nodes), endpoint.pool.wanted)
                endpoint.history.sample_if_due(time.time(), endpoint.statistics.totals, nodes)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Every version that serves."""
        return tuple(self._endpoints.values())

    async def stop(self) -> None:
        """End every node."""
        if self._prewarming:
            self._prewarming.cancel()
        if self._ticking:
            self._ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticking
        endpoints = list(self._endpoints.values())
        self._endpoints.clear()
        self._addresses.clear()
        await asyncio.gather(*(endpoint.pool.stop() for endpoint in endpoints))

    def prewarm(self) -> None:
        """Load scikit-learn and XGBoost in the background, so that the first version need not wait for them."""
        self._zygotes.prewarm(frameworks.SCIKIT_LEARN)

    def pool_for(self, key: VersionKey, spec: NodeSpec, version: Version) -> NodePool:
        """A pool of nodes that is not reachable yet."""
        return NodePool(spec, scaling_of(version), self._zygotes, self._logs.of(LogName(*key)))

    def open(self, key: VersionKey, pool: NodePool) -> None:
        """Let a pool answer for its version."""
        logging = self._models.get(key.model_key).resource.online_prediction_logging
        access_log = self._logs.of(LogName(*key)) if logging else None
        statistics = Statistics()
        history = History(time.time(), statistics.totals)
        self._endpoints[key] = Endpoint(key, pool, statistics, history, access_log)
        self._addresses.clear()

    async def close(self, key: VersionKey) -> None:
        """Stop answering for a version and end its nodes."""
        self._addresses.clear()
        if endpoint := self._endpoints.pop(key, None):
            await endpoint.pool.stop()

    def rescale(self, key: VersionKey, version: Version) -> None:
        """Take over new bounds on the number of nodes."""
        if endpoint := self._endpoints.get(key):
            endpoint.pool.scaling = scaling_of(version)
            endpoint.pool.tick()

    def forget_addresses(self) -> None:
        """A default version has changed."""
        self._addresses.clear()

    def find(self, address: Address) -> Endpoint:
        """Who answers; raises HttpError 404, 400 where there is no default version or it is not READY."""
        endpoint = self._addresses.get(address)
        if endpoint is None:
            endpoint = self._look_up(VersionKey(*address))
            self._addresses[address] = endpoint
        return endpoint

    def _look_up(self, key: VersionKey) -> Endpoint:
        if not key.version:
            default = self._models.get(key.model_key).default_version
            if not default:
                raise error("FAILED_PRECONDITION", f"{key.model_key.path} has no default version. Deploy one first.")
            key = key._replace(version=default)
        version = self._versions.get(key).resource
        endpoint = self._endpoints.get(key)
        if endpoint is None:
            reason = f" {version.error_message}" if version.error_message else ""
            raise error("FAILED_PRECONDITION", f"{key.path} cannot predict: its state is {version.state}.{reason}")
        return endpoint

    def trouble(self, key: VersionKey) -> str:
        """What the version's nodes died of lately, or ""."""
        endpoint = self._endpoints.get(key)
        return endpoint.pool.trouble if endpoint else ""

    def is_down(self, key: VersionKey) -> bool:
        """Whether the version serves, but has no node and none can be started."""
        endpoint = self._endpoints.get(key)
        return endpoint is not None and endpoint.pool.is_down

    def last_use(self, key: VersionKey) -> str:
        """When the version last predicted, "" if not since the platform started."""
        endpoint = self._endpoints.get(key)
        return endpoint.statistics.last_use if endpoint else ""
