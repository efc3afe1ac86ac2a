"""The estimate of what a deployment would cost, in words."""

from modelport.estimate import Estimate, estimate
from modelport.wizard.draft import Draft


def cost_line(draft: Draft) -> str:
    """The cost per hour and month for the fewest and the most nodes, or that no price is known; always an estimate."""
    request = draft.request()
    cost = estimate(request)
    if cost is None:
        machine, region = request.version.machine_type, request.model.region
        return f"No estimate: no price of {machine} in {region} is known." if machine and region else ""
    return cost_text(cost, request.target.platform == "local")


def cost_text(cost: Estimate, is_local: bool) -> str:
    """The cost per hour and month in words, marked as an estimate."""
    start = "Free here. Estimate for Google in" if is_local else "Estimate for"
    idle = ", nothing while scaled to zero" if cost.min_nodes == 0 else ""
    hour, month = _hour(cost), _range(cost, f"${cost.month_min:,.0f}", f"${cost.month_max:,.0f}")
    return (
        f"{start} {cost.region}: {_nodes(cost)} of {cost.node}, "
        f"{hour} an hour, {month} a month{idle} (prices of {cost.as_of})"
    )


def _nodes(cost: Estimate) -> str:
    nodes = _range(cost, str(cost.min_nodes), str(cost.max_nodes))
    return f"{nodes} node" if nodes == "1" else f"{nodes} nodes"


def _hour(cost: Estimate) -> str:
    return _range(cost, _dollars(cost.hour_min), _dollars(cost.hour_max))


def _dollars(amount: float) -> str:
    """USD, to a tenth of a cent below ten dollars, since a small node costs some cents."""
    return "$0" if amount == 0 else f"${amount:,.3f}" if amount < 10 else f"${amount:,.2f}"


def _range(cost: Estimate, least: str, most: str) -> str:
    if not cost.has_maximum:
        return f"{least} or more"
    return f"{least} to {most}" if cost.max_nodes > cost.min_nodes else least
