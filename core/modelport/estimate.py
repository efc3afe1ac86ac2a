"""What a deployment would cost on Google's platform: an estimate from historical list prices, in USD."""

from dataclasses import dataclass

from .catalog import machines, prices
from .request import DeploymentRequest


@dataclass(frozen=True, slots=True)
class Estimate:
    """USD per node-hour, and per hour and month for the fewest and the most nodes; `as_of` dates the prices.

    `node` names what each node is, its accelerators included. Without `has_maximum` load may start any number of nodes.
    """

    node_hour: float
    min_nodes: int
    max_nodes: int
    as_of: str
    region: str
    node: str
    has_maximum: bool = True

    @property
    def hour_min(self) -> float:
        """USD an hour with the fewest nodes; 0 where it scales to zero."""
        return self.node_hour * self.min_nodes

    @property
    def hour_max(self) -> float:
        """USD an hour with the most nodes."""
        return self.node_hour * self.max_nodes

    @property
    def month_min(self) -> float:
        """USD a month with the fewest nodes."""
        return prices.month(self.node_hour, self.min_nodes)

    @property
    def month_max(self) -> float:
        """USD a month with the most nodes busy all the time."""
        return prices.month(self.node_hour, self.max_nodes)


def estimate(request: DeploymentRequest) -> Estimate | None:
    """The estimate for the request's machine and scaling, or None where no price is known."""
    version = request.version
    kind, count = (version.accelerator.type, version.accelerator.count) if version.accelerator else ("", 0)
    node = prices.node_hour(version.machine_type, request.model.region, kind, count)
    if node is None:
        return None
    least, most = node_limits(request)
    name = f"{version.machine_type} with {count} {_short(kind)}" if kind and count else version.machine_type
    has_maximum = request.scaling.mode == "manual" or request.scaling.max_nodes is not None
    return Estimate(node, least, most, prices.price_list().as_of, request.model.region, name, has_maximum)


def _short(accelerator: str) -> str:
    known = machines.find_accelerator(accelerator)
    return known.short if known else accelerator


def node_limits(request: DeploymentRequest) -> tuple[int, int]:
    """The fewest and the most nodes that the request asks for."""
    scaling = request.scaling
    if scaling.mode == "manual":
        return (scaling.nodes or 1,) * 2
    least = scaling.min_nodes if scaling.min_nodes is not None else 1
    return least, max(least, scaling.max_nodes or least)
