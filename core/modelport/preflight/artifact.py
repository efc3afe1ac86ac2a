"""Rules about the artifact: R23, and what reading it found."""

from collections.abc import Iterator

from ..catalog import limits, machines
from ..request import DeploymentRequest
from ..seen import Seen
from .findings import Finding, Severity, error, warning


def check_artifact(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """What was found while reading the files, and R23: number and size of the files."""
    artifact = seen.artifact
    if artifact is None:
        return
    for problem in artifact.problems:
        yield Finding(problem.code, Severity(problem.severity), "artifact.source", problem.message, problem.fix)
    most = limits.limit("model_dir_max_files")
    known = {problem.code for problem in artifact.problems}
    if len(artifact.files) > most and "artifact.too-many-files" not in known:
        yield error(
            "R23",
            "artifact.source",
            f"{len(artifact.files)} files; the platform takes {most}.",
            "Deploy from a directory that holds the model alone.",
        )
    machine = machines.find(request.version.machine_type)
    if machine and artifact.total_bytes > machine.model_dir_limit:
        yield error(
            "R23",
            "version.machine_type",
            f"The model has {artifact.total_bytes / 1e6:,.0f} MB; {machine.name} takes "
            f"{machine.model_dir_limit / machines.MIB:,.0f} MB.",
            "Take an N1 machine on a regional endpoint, or make the model smaller.",
        )


def check_framework(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """The chosen framework is the one that saved the model."""
    artifact, chosen = seen.artifact, request.artifact.framework
    if artifact and artifact.framework and chosen and artifact.framework != chosen:
        yield error(
            "framework.differs",
            "artifact.framework",
            f"The files are a {artifact.framework} model: {artifact.found}.",
            f"Choose {artifact.framework}.",
        )


def check_memory(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """A loaded model takes more than its file: half of a node's memory is where trouble begins (a rule of thumb)."""
    artifact, machine = seen.artifact, machines.find(request.version.machine_type)
    if artifact and machine and artifact.total_bytes > machine.memory_gb * 1e9 / 2:
        yield warning(
            "memory.tight",
            "version.machine_type",
            f"The files alone fill half of the {machine.memory_gb:g} GB of {machine.name}.",
            "Take a machine type with more memory.",
        )
