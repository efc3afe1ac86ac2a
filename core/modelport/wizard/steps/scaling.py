"""Step 7: how many nodes."""

from dataclasses import replace

from ...catalog import machines
from ..draft import Draft
from ..fields import Answer, Choice, Field, Kind, Source, Step
from .machine import may_have_accelerator
from .there import as_there


def _modes(_draft: Draft) -> tuple[Choice, ...]:
    return (
        Choice("auto", "Automatic", "Between a minimum and a maximum, following the load."),
        Choice("manual", "Manual", "A fixed number of nodes, whatever the load."),
    )


def _mode(draft: Draft) -> Answer:
    if draft.is_told("scaling.nodes"):
        return Answer("manual", Source.SUGGESTED, "a number of nodes is given")
    if there := as_there(draft, "manualScaling", "nodes"):
        return replace(there, value="manual")
    return Answer("auto", Source.DEFAULT, "as the platform")


def _floor(draft: Draft) -> int:
    machine = machines.find(draft.text("version.machine_type"))
    return machine.min_nodes_floor if machine else 1


def _min_nodes(draft: Draft) -> Answer:
    floor = _floor(draft)
    if there := as_there(draft, "autoScaling", "minNodes", unset=floor):
        return there
    return Answer(floor, Source.DEFAULT, "scales to zero when idle" if floor == 0 else "the least an N1 machine allows")


def _max_nodes(draft: Draft) -> Answer:
    if there := as_there(draft, "autoScaling", "maxNodes", unset=""):
        return there
    least = draft.answer("scaling.min_nodes").value
    most = max(3, least) if isinstance(least, int) else 3
    return Answer(most, Source.SUGGESTED, "a ceiling for the bill; the platform itself sets none")


def _nodes(draft: Draft) -> Answer:
    return as_there(draft, "manualScaling", "nodes") or Answer(1, Source.SUGGESTED, "the least that serves")


def _is_auto(draft: Draft) -> bool:
    return draft.text("scaling.mode") == "auto"


def _has_targets(draft: Draft) -> bool:
    return _is_auto(draft) and _floor(draft) == 1


def _has_gpu_target(draft: Draft) -> bool:
    return _has_targets(draft) and may_have_accelerator(draft) and bool(draft.text("version.accelerator.type"))


SCALING = Step(
    "scaling",
    "Scaling",
    "How many nodes answer predictions. The minimum is billed even without traffic.",
    (
        Field(
            "scaling.mode",
            "Scaling",
            Kind.CHOICE,
            "Automatic follows the load between two limits; manual keeps a number of nodes.",
            "Take automatic.",
            billed="Only nodes that are up are billed.",
            flag="--scaling",
            default=_mode,
            choices=_modes,
            closed=True,
        ),
        Field(
            "scaling.min_nodes",
            "Minimum nodes",
            Kind.NUMBER,
            "Nodes that stay up without traffic. With zero (MLS1 only) the first request waits for a node.",
            "Keep it; take 2 for production, since Google's service level needs two nodes.",
            billed="These nodes are billed every hour, busy or not.",
            flag="--min-nodes",
            default=_min_nodes,
            applies=_is_auto,
        ),
        Field(
            "scaling.max_nodes",
            "Maximum nodes",
            Kind.NUMBER,
            "The most nodes that a high load may start.",
            "Keep the suggestion.",
            billed="Nodes beyond the minimum are billed for the time they are up.",
            flag="--max-nodes",
            default=_max_nodes,
            applies=_is_auto,
        ),
        Field(
            "scaling.targets.CPU_USAGE",
            "CPU target %",
            Kind.NUMBER,
            "New nodes start when the mean CPU use passes this percentage; the platform takes 60 when empty.",
            "Leave it empty.",
            billed="A lower target starts billed nodes earlier.",
            flag="--cpu-target",
            applies=_has_targets,
            placeholder="60 when empty",
        ),
        Field(
            "scaling.targets.GPU_DUTY_CYCLE",
            "GPU target %",
            Kind.NUMBER,
            "New nodes start when the accelerators are busier than this percentage.",
            "Leave it empty.",
            billed="A lower target starts billed nodes, with their accelerators, earlier.",
            flag="--gpu-target",
            applies=_has_gpu_target,
            placeholder="60 when empty",
        ),
        Field(
            "scaling.nodes",
            "Nodes",
            Kind.NUMBER,
            "The number of nodes, whatever the load.",
            "One node is enough to try it.",
            billed="Every node is billed as long as the version exists.",
            flag="--nodes",
            default=_nodes,
            applies=lambda draft: not _is_auto(draft),
        ),
    ),
    decides=("wait",),
    shows_cost=True,
)
