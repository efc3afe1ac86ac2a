"""How many nodes a version should have, from what it was told and what it has to do."""

import math
import os
from dataclasses import dataclass

BUSY_PER_NODE = 8
OVERDUE_SECONDS = 0.25
"""A node that answers faster has no need of a second one, however many requests it shares a run among."""
IDLE_SECONDS = 300.0
CPU_SECONDS = 60.0
CPU_TOLERANCE = 0.1
"""How far nodes may be above their target before there is another one, as a part of it."""
GROW_AFTER_TICKS = 2
CEILING = 16


@dataclass(frozen=True, slots=True)
class Scaling:
    """Bounds on the number of nodes; equal bounds are manual scaling.

    `cpu_target` is the part of a processor that each node should keep busy over `cpu_seconds`, 0 if it does not count.
    """

    minimum: int
    maximum: int
    idle_seconds: float = IDLE_SECONDS
    cpu_target: float = 0.0
    cpu_seconds: float = CPU_SECONDS

    @classmethod
    def manual(cls, nodes: int) -> "Scaling":
        """Exactly `nodes`, as many as one machine should start."""
        return cls(min(nodes, CEILING), min(nodes, CEILING))

    @classmethod
    def automatic(cls, minimum: int, maximum: int | None, cpu_target: float = 0.0) -> "Scaling":
        """Between the bounds; without an upper one, as many as this machine has processors."""
        minimum = min(minimum, CEILING)
        limit = maximum or max(1, os.cpu_count() or 1)
        return cls(minimum, max(minimum, 1, min(limit, CEILING)), cpu_target=cpu_target)


@dataclass(frozen=True, slots=True)
class Load:
    """What a pool has to do: whether anybody asked since the last tick, and how many requests wait for too long.

    `busy` is the number of processors that its nodes kept busy of late.
    """

    active: bool
    overdue: int
    busy: float = 0.0


class Demand:
    """Follows the load tick by tick; grows after a few busy ticks, shrinks by one after a long quiet time."""

    def __init__(self) -> None:
        self._busy_ticks = 0
        self._quiet_since: float | None = None

    def wanted(self, scaling: Scaling, nodes: int, load: Load, now: float) -> int:
        """The number of nodes to go on with after `nodes`; `now` is in seconds of a monotonic clock."""
        needed = max(int(load.active), math.ceil(load.overdue / BUSY_PER_NODE), _for_processors(scaling, load.busy))
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


def _for_processors(scaling: Scaling, busy: float) -> int:
    return math.ceil(busy / scaling.cpu_target - CPU_TOLERANCE) if scaling.cpu_target else 0
