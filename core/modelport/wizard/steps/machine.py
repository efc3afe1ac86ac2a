"""Step 6: what each node runs on."""

from ...catalog import frameworks, machines, prices, regions, runtimes
from ..draft import Draft
from ..fields import Answer, Choice, Field, Kind, Source, Step
from .there import as_there


def _machines(draft: Draft) -> tuple[Choice, ...]:
    region = regions.find(draft.text("model.region"))
    offered = machines.for_endpoint(draft.text("model.endpoint"))
    default = machines.default_for(draft.text("model.endpoint"))
    ordered = sorted(offered, key=lambda machine: machine.name != default)
    return tuple(Choice(m.name, m.name, cells=_cells(m, region)) for m in ordered)


def _cells(machine: machines.Machine, region: regions.Region | None) -> tuple[str, ...]:
    price = prices.node_hour(machine.name, region.name) if region else None
    accelerators = ", ".join(kind.short for kind in _in(region) if kind.name in machine.accelerator_counts)
    return (
        str(machine.vcpu),
        f"{machine.memory_gb:g} GB",
        f"${price:.4f}" if price is not None else "?",
        accelerators or "–",
    )


def _in(region: regions.Region | None) -> tuple[machines.Accelerator, ...]:
    """The accelerators that a region has (rule R14)."""
    return tuple(kind for kind in machines.all_accelerators() if region and kind.name in region.accelerators)


def _machine(draft: Draft) -> Answer:
    usual = machines.default_for(draft.text("model.endpoint"))
    return as_there(draft, "machineType") or Answer(
        usual, Source.DEFAULT, "as the platform; a new version can use another"
    )


def may_have_accelerator(draft: Draft) -> bool:
    """Accelerators need an N1 machine, TensorFlow and a runtime built for them (rule R12)."""
    machine = machines.find(draft.text("version.machine_type"))
    runtime = runtimes.find(draft.text("version.runtime_version"))
    fits = machine is not None and bool(machine.accelerator_counts) and runtime is not None and runtime.gpu
    return fits and draft.text("artifact.framework") == frameworks.TENSORFLOW


def _accelerators(draft: Draft) -> tuple[Choice, ...]:
    region, none = regions.find(draft.text("model.region")), Choice("", "none")
    if region is None:
        return (none,)
    group = region.price_group
    return (none, *(Choice(a.name, a.short, f"${a.usd_hour[group]:.2f} an hour each") for a in _in(region)))


def _counts(draft: Draft) -> tuple[Choice, ...]:
    machine = machines.find(draft.text("version.machine_type"))
    kind = draft.text("version.accelerator.type")
    counts = machine.accelerator_counts.get(kind, ()) if machine else ()
    return tuple(Choice(str(count), str(count)) for count in counts)


def _count(draft: Draft) -> Answer:
    counts = _counts(draft)
    return Answer(counts[0].value if counts else "1", Source.DEFAULT, "the fewest that this machine type takes")


def _has_accelerator(draft: Draft) -> bool:
    return may_have_accelerator(draft) and bool(draft.text("version.accelerator.type"))


MACHINE = Step(
    "machine",
    "Machine",
    "What each node runs on; prices are estimates per node and hour.",
    (
        Field(
            "version.machine_type",
            "Machine type",
            Kind.TABLE,
            "CPUs and memory of each node.",
            "Keep the suggestion: a new version can use another one.",
            billed="Billed per node and hour from the moment the version is ready.",
            flag="--machine-type",
            default=_machine,
            choices=_machines,
            columns=("Machine type", "CPUs", "Memory", "Per hour", "Accelerators"),
        ),
        Field(
            "version.accelerator.type",
            "Accelerator",
            Kind.CHOICE,
            "GPUs attached to each node, for TensorFlow models.",
            "None: most models answer quickly enough without.",
            billed="Billed per GPU and hour, on top of the node it is attached to.",
            flag="--accelerator",
            default=lambda _draft: Answer("", Source.DEFAULT, "as the platform: none"),
            choices=_accelerators,
            applies=may_have_accelerator,
        ),
        Field(
            "version.accelerator.count",
            "Per node",
            Kind.CHOICE,
            "How many accelerators each node gets; the machine type decides which numbers there are.",
            "Take the smallest number.",
            billed="Each one is billed per hour, on every node.",
            flag="--accelerator-count",
            default=_count,
            choices=_counts,
            applies=_has_accelerator,
        ),
    ),
)
