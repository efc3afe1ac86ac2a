"""Which numbers of nodes a version may ask for, and what becomes of them here."""

from collections.abc import Iterator

from modelport.catalog import limits, machines

from ..nodes.scaling import Scaling
from .errors import Violation
from .resources import AutoScaling, MetricSpec, Version

DEFAULT_CPU_TARGET = 0.6


def scaling_violations(version: Version) -> Iterator[Violation]:
    """What is wrong with `autoScaling` and `manualScaling`."""
    automatic, manual = version.auto_scaling, version.manual_scaling
    if automatic is not None and manual is not None:
        yield Violation("version.auto_scaling", "Give either auto_scaling or manual_scaling, not both.")
    if manual is not None and (manual.nodes or 0) < 1:
        yield Violation("version.manual_scaling.nodes", "At least 1 node is needed.")
    if automatic is None:
        return
    floor, least, most = _floor(version), automatic.min_nodes, automatic.max_nodes
    if least is not None and least < floor:
        yield Violation("version.auto_scaling.min_nodes", f"{version.machine_type} needs at least {floor}.")
    if most is not None and most < max(1, least or 0):
        yield Violation("version.auto_scaling.max_nodes", "It must be at least 1 and not below min_nodes.")
    if len({metric.name for metric in automatic.metrics}) < len(automatic.metrics):
        yield Violation("version.auto_scaling.metrics", "Each metric may have one target only.")
    for metric in automatic.metrics:
        yield from _metric_violations(metric, version.accelerator_config is not None)


def _metric_violations(metric: MetricSpec, has_accelerator: bool) -> Iterator[Violation]:
    field, most = "version.auto_scaling.metrics", limits.limit("metric_target_max")
    if metric.name == "METRIC_NAME_UNSPECIFIED":
        yield Violation(field, "The name of the metric is required: CPU_USAGE or GPU_DUTY_CYCLE.")
    if metric.name == "GPU_DUTY_CYCLE" and not has_accelerator:
        yield Violation(field, "GPU_DUTY_CYCLE needs an accelerator.")
    if metric.target is None or not 0 <= metric.target <= most:
        yield Violation(field, f"The target of {metric.name} must be a whole percentage, 0 to {most}.")


def _floor(version: Version) -> int:
    machine = machines.find(version.machine_type)
    return machine.min_nodes_floor if machine else 0


def scaling_of(version: Version) -> Scaling:
    """The bounds that the version's pool keeps: without any, automatic from the machine's own floor."""
    if version.manual_scaling is not None:
        return Scaling.manual(version.manual_scaling.nodes or 1)
    automatic = version.auto_scaling
    if automatic is None:
        automatic = AutoScaling()
    least = _floor(version) if automatic.min_nodes is None else automatic.min_nodes
    return Scaling.automatic(least, automatic.max_nodes, _cpu_target(version, automatic))


def _cpu_target(version: Version, automatic: AutoScaling) -> float:
    """As a part of a processor; without metrics N1 machines have the service's 60 %, and MLS1 machines none."""
    if not automatic.metrics:
        return DEFAULT_CPU_TARGET if _floor(version) else 0.0
    percent = next((metric.target for metric in automatic.metrics if metric.name == "CPU_USAGE"), None)
    return 0.0 if percent is None else max(percent, 1) / 100
