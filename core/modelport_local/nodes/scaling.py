"""How many nodes a version should have, from what it was told and what it has to do."""

import math
import os
from dataclasses import dataclass

BUSY_PER_NODE = 8
OVERDUE_SECONDS = 0.25
"""A node that answers faster has no need of a second one, however many requests it shares a run among."""
IDLE_SECONDS = 300.0
GROW_AFTER_TICKS = 2
CEILING = 16


@dataclass(frozen=True, slots=True)
class Scaling:
    """Bounds on the number of nodes; equal bounds are manual scaling."""

    minimum: int
    maximum: int
    idle_seconds: float = IDLE_SECONDS

    @classmethod
    def manual(cls, nodes: int) -> "Scaling":
        """Exactly `nodes`, as many as one machine should start."""
        return cls(min(nodes, CEILING), min(nodes, CEILING))

    @classmethod
    def automatic(cls, minimum: int, maximum: int | None) -> "Scaling":
        """Between the bounds; without an upper one, as many as this machine has processors."""
        minimum = min(minimum, CEILING)
        limit = maximum or max(1, os.cpu_count() or 1)
        return cls(minimum, max(minimum, 1, min(limit, CEILING)))


@dataclass(frozen=True, slots=True)
class Load:
    """What a pool has to do: whether anybody asked since the last tick, and how many requests wait for too long."""

    active: bool
    overdue: int


class Demand:
    """Follows the load tick by tick; grows after a few busy ticks, shrinks by one after a long quiet time."""

    def __init__(self) -> None:
        self._busy_ticks = 0
        self._quiet_since: float | None = None

    def wanted(self, scaling: Scaling, nodes: int, load: Load, now: float) -> int:
        """The number of nodes to go on with after `nodes`; `now` is in seconds of a monotonic clock."""
        needed = max(int(load.active), math.ceil(load.overdue / BUSY_PER_NODE))
        self._busy_ticks = self._busy_ticks + 1 if needed > nodes else 0
        if needed >= nodes:
            self._quiet_since = None
        elif self._quiet_since is None:
            self._quiet_since = now
        return max(scaling.minimum, min(self._step(scaling, nodes, needed, now), scaling.maximum))

    def _step(self, scaling: Scaling, nodes: int, needed: int, now: float) -> int:
        if self._busy_ticks >= GROW_AFTER_TICKS:
            self._busy_ticks = 0
            return needed
        if self._quiet_since is not None and now - self._quiet_since >= scaling.idle_seconds:
            self._quiet_since = now
            return nodes - 1
        return nodes
