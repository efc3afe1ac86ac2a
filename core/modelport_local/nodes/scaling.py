"""How many nodes a version should have, from what it was told and what it has to do."""

import math
import os
from dataclasses import dataclass

BUSY_PER_NODE = 8
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


class Demand:
    """Follows the load tick by tick; grows after a few busy ticks, shrinks by one after a long quiet time."""

    def __init__(self) -> None:
        self._busy_ticks = 0
        self._quiet_since: float | None = None

    def wanted(self, scaling: Scaling, nodes: int, pending: int, now: float) -> int:
        """The number of nodes to go on with after `nodes`, for `pending` requests at `now` (seconds, monotonic)."""
        needed = math.ceil(pending / BUSY_PER_NODE)
        if needed > nodes:
            self._busy_ticks += 1
            self._quiet_since = None
        else:
            self._busy_ticks = 0
            if needed >= nodes and nodes:
                self._quiet_since = None
            elif self._quiet_since is None:
                self._quiet_since = now
        wanted = nodes
        if self._busy_ticks >= GROW_AFTER_TICKS:
            wanted = needed
            self._busy_ticks = 0
        elif self._quiet_since is not None and now - self._quiet_since >= scaling.idle_seconds:
            wanted = nodes - 1
            self._quiet_since = now
        return max(scaling.minimum, min(wanted, scaling.maximum))
