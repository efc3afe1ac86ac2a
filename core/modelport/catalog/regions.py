"""Regions and endpoints: what can be served where (pages "Regions" and "Regional endpoints")."""

import msgspec

from ._data import load

GLOBAL = "global"
REGIONAL = "regional"
DEFAULT_REGION = "us-central1"


class Region(msgspec.Struct, frozen=True):
    """A region; accelerators are those offered on its regional endpoint."""

    name: str
    regional_endpoint: bool
    mls1_online: bool
    batch: bool
    price_group: str
    accelerators: tuple[str, ...]


def all_regions() -> tuple[Region, ...]:
    """Every region the service ever ran in, us-central1 first."""
    return load("regions", tuple[Region, ...])


def find(name: str) -> Region | None:
    """The region with this name, or None."""
    return next((region for region in all_regions() if region.name == name), None)


def serving(endpoint: str) -> tuple[Region, ...]:
    """Regions where an endpoint of this kind (`regional` or `global`) serves online predictions."""
    if endpoint == GLOBAL:
        return tuple(r for r in all_regions() if r.mls1_online)
    return tuple(r for r in all_regions() if r.regional_endpoint)
