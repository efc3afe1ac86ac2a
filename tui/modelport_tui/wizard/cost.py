"""The estimate of what a deployment would cost, in words."""

from modelport.estimate import Estimate, estimate
from modelport.wizard.draft import Draft


def cost_line(draft: Draft) -> str:
    """The month's cost for the fewest and the most nodes, marked as an estimate; "" where no price is known."""
    cost = estimate(draft.request())
    return cost_text(cost, draft.text("target.platform") == "local") if cost else ""


def cost_text(cost: Estimate, is_local: bool) -> str:
    """The month's cost in words, marked as an estimate."""
    month = f"${cost.month_min:,.0f}" + (f" to ${cost.month_max:,.0f}" if cost.max_nodes > cost.min_nodes else "")
    nodes = f"{cost.min_nodes}" + (f" to {cost.max_nodes}" if cost.max_nodes > cost.min_nodes else "")
    prefix = "Free on this machine. On Google: estimated " if is_local else "Estimated "
    return f"{prefix}{month} a month for {nodes} nodes at ${cost.node_hour:.4f} an hour (prices of {cost.as_of})"
