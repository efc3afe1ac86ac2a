"""Machine types and accelerators of online prediction (page "Machine types")."""

import msgspec

from . import regions
from ._data import load

MIB = 1024 * 1024


class Machine(msgspec.Struct, frozen=True):
    """A machine type: memory in GB as Google quotes it, accelerator → counts that may be attached to one node."""

    name: str
    family: str
    vcpu: int
    memory_gb: float
    endpoint: str
    stage: str
    accelerator_counts: dict[str, tuple[int, ...]]

    @property
    def model_dir_limit(self) -> int:
        """The largest model directory, in bytes: 500 MB on MLS1, 10 GB on N1."""
        limits = load("limits", dict[str, int | None])
        return limits["model_dir_bytes_mls1" if self.family == "MLS1" else "model_dir_bytes_n1"] or 0

    @property
    def min_nodes_floor(self) -> int:
        """MLS1 can scale to zero, N1 cannot."""
        return 0 if self.family == "MLS1" else 1


class Accelerator(msgspec.Struct, frozen=True):
    """An accelerator: its name in the API, in gcloud, in short, and its price by group of regions in USD per hour."""

    name: str
    gcloud: str
    short: str
    usd_hour: dict[str, float]


def all_machines() -> tuple[Machine, ...]:
    """Every machine type, MLS1 first."""
    return load("machine_types", tuple[Machine, ...])


def find(name: str) -> Machine | None:
    """The machine type with this name, or None."""
    return next((machine for machine in all_machines() if machine.name == name), None)


def for_endpoint(endpoint: str) -> tuple[Machine, ...]:
    """The machine types that an endpoint of this kind offers."""
    return tuple(machine for machine in all_machines() if machine.endpoint == endpoint)


def default_for(endpoint: str) -> str:
    """What the platform takes when the version names no machine type (discovery document)."""
    return "mls1-c1-m2" if endpoint == regions.GLOBAL else "n1-standard-2"


def all_accelerators() -> tuple[Accelerator, ...]:
    """Every accelerator type."""
    return load("accelerators", tuple[Accelerator, ...])


def find_accelerator(name: str) -> Accelerator | None:
    """The accelerator with this API name, or None."""
    return next((a for a in all_accelerators() if a.name == name), None)
