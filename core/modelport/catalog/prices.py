"""What nodes cost: historical list prices in USD, always an estimate (sources and dates in the data file)."""

import msgspec

from . import machines, regions
from ._data import load


class PriceList(msgspec.Struct, frozen=True):
    """Node prices by region and machine type, in USD per node-hour."""

    as_of: str
    note: str
    hours_per_month: int
    n1_by_region: dict[str, dict[str, float]]
    mls1_by_region: dict[str, dict[str, float]]


def price_list() -> PriceList:
    """The list that every estimate rests on."""
    return load("prices", PriceList)


def node_hour(machine_type: str, region: str, accelerator: str = "", count: int = 0) -> float | None:
    """USD for one node for one hour with its accelerators; None where no price is known."""
    prices = price_list()
    table = prices.mls1_by_region if machine_type.startswith("mls1") else prices.n1_by_region
    node = table.get(region, {}).get(machine_type)
    if node is None or not (accelerator and count):
        return node
    kind, place = machines.find_accelerator(accelerator), regions.find(region)
    if kind is None or place is None:
        return None
    return node + count * kind.usd_hour[place.price_group]


def month(node_hour_usd: float, nodes: int) -> float:
    """USD for a month (730 hours) of this many nodes that never stop."""
    return node_hour_usd * nodes * price_list().hours_per_month
