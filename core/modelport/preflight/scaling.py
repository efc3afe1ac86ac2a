"""Rules about machines and nodes: R12, R13, R14, R15, R16, R17, R18, R27, R29."""

from collections.abc import Iterator

from ..catalog import frameworks, limits, machines, regions
from ..estimate import node_limits
from ..request import DeploymentRequest
from ..seen import Seen
from . import quotas
from .findings import Finding, Severity, error, warning

_ACCELERATOR = "version.accelerator.type"


def check_accelerator(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R12, R13, R14: accelerators need N1 and TensorFlow, a count the machine takes, a region that has them."""
    accelerator, machine = request.version.accelerator, machines.find(request.version.machine_type)
    if accelerator is None or machine is None:
        return
    framework_fits = request.artifact.framework == frameworks.TENSORFLOW or request.version.container is not None
    if not machine.accelerator_counts or not framework_fits:
        yield _accelerator_unfit(machine, request.artifact.framework if not framework_fits else "")
        return
    counts = machine.accelerator_counts.get(accelerator.type, ())
    if accelerator.count not in counts:
        offered = " or ".join(map(str, counts)) or "no"
        yield error(
            "R13",
            "version.accelerator.count",
            f"{machine.name} takes {offered} {accelerator.type}, not {accelerator.count}.",
            "Choose one of these numbers or another machine type.",
            ("version.accelerator.count", str(counts[0])) if counts else None,
        )
    region = regions.find(request.model.region)
    if region and accelerator.type not in region.accelerators:
        others = [one.name for one in regions.serving(regions.REGIONAL) if accelerator.type in one.accelerators]
        yield warning(
            "R14",
            _ACCELERATOR,
            f"{accelerator.type} is not known to be offered in {region.name}, which has "
            f"{', '.join(region.accelerators) or 'none'}.",
            "Choose one of these" + (f", or a region with it: {', '.join(others)}." if others else "."),
        )
    yield from quotas.accelerator_quota(request, accelerator)


def _accelerator_unfit(machine: machines.Machine, framework: str) -> Finding:
    if machine.accelerator_counts:
        why = f"{framework or 'A prediction class'} does not use accelerators; TensorFlow and containers do."
        return error("R12", _ACCELERATOR, why, "Choose none.", (_ACCELERATOR, ""))
    why = f"{machine.name} takes no accelerators; N1 machines on regional endpoints do."
    return error("R12", _ACCELERATOR, why, "Choose none, or the regional endpoint.", (_ACCELERATOR, ""))


def check_nodes(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R15, R16, R17: the numbers of nodes make sense for the mode and the machine."""
    scaling, machine = request.scaling, machines.find(request.version.machine_type)
    if scaling.mode == "manual":
        if scaling.nodes is not None and scaling.nodes < 1:
            yield error(
                "R16", "scaling.nodes", "At least one node is needed.", "Type 1 or more.", ("scaling.nodes", "1")
            )
        for key, given in (("min_nodes", scaling.min_nodes), ("max_nodes", scaling.max_nodes)):
            if given is not None:
                message = f"Manual scaling has no {key[:3]}imum."
                yield error("R15", f"scaling.{key}", message, "Give nodes alone.", (f"scaling.{key}", ""))
        return
    if scaling.nodes is not None:
        yield error(
            "R15",
            "scaling.nodes",
            f"Automatic scaling has no fixed number of nodes; {scaling.nodes} is given.",
            "Use manual scaling, or leave the number out.",
            ("scaling.mode", "manual"),
        )
    floor = machine.min_nodes_floor if machine else 0
    least, most = scaling.min_nodes, scaling.max_nodes
    if least is not None and least < floor:
        yield error(
            "R16",
            "scaling.min_nodes",
            f"{request.version.machine_type} needs at least {floor} node{'s' if floor != 1 else ''}.",
            f"Type {floor} or more" + ("; only MLS1 machines scale to zero." if floor else "."),
            ("scaling.min_nodes", str(floor)),
        )
    if most is not None and most < max(1, least or 0):
        yield error(
            "R17",
            "scaling.max_nodes",
            f"The maximum is below {max(1, least or 0)}.",
            "Raise it or lower the minimum.",
            ("scaling.max_nodes", str(max(1, least or 0))),
        )


def check_targets(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R18: targets are whole percentages, the GPU's only with an accelerator."""
    for name, target in request.scaling.targets.items():
        key = f"scaling.targets.{name}"
        if not limits.limit("metric_target_min") <= target <= limits.limit("metric_target_max"):
            yield error("R18", key, f"{target} is not a percentage.", "Type a whole number from 1 to 100.")
        if name == "GPU_DUTY_CYCLE" and request.version.accelerator is None:
            yield error("R18", key, "There is no accelerator to measure.", "Leave it empty.", (key, ""))


def check_node_advice(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R27, R29: what Google says about very few and very many N1 nodes."""
    least, most = node_limits(request)
    if not request.version.machine_type.startswith("n1-") or request.target.platform == "local":
        return
    if least < limits.limit("sla_min_nodes_n1"):
        key = "scaling.nodes" if request.scaling.mode == "manual" else "scaling.min_nodes"
        advice = "Google's service level needs 2 nodes.", "Take 2 for production."
        yield Finding("R27", Severity.INFO, key, *advice, (key, "2"))
    if most > limits.limit("n1_nodes_latency_warning"):
        key = "scaling.nodes" if request.scaling.mode == "manual" else "scaling.max_nodes"
        message = f"More than 40 N1 nodes had latency problems; these may become {most}."
        yield warning("R29", key, message, "Stay at 40 or below, with a larger machine type.", (key, "40"))
