"""Rules about the artifact: R23, and what reading it found."""

from collections.abc import Iterator

from ..artifacts.report import ArtifactProblem, ArtifactReport
from ..catalog import limits, machines
from ..request import DeploymentRequest
from ..seen import Seen
from .findings import Apply, Finding, Severity, error, warning

# What matters whoever loads the files; the rest is about the loaders of the platform's own.
_OF_ANY_LOADER = {
    "artifact.too-many-files", "artifact.object-name", "artifact.not-files", "artifact.truncated",
    "artifact.dangerous-import", "artifact.hidden-import", "artifact.saved-model-nested", "artifact.model-nested",
}  # fmt: skip
_TAKES_A_YES = {"artifact.dangerous-import", "artifact.hidden-import"}
TRUST_QUESTION = "Load it all the same"
"""What the wizard calls `artifact.trust_pickle`."""
_LARGEST_SHOWN = 3
_BROUGHT_ALONG = {"artifact.other-packages"}


def check_artifact(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """What was found while reading the files, and R23: number and size of the files."""
    artifact = seen.artifact
    if artifact is None:
        return
    for problem in _problems(request, artifact.problems):
        severity, fix = _trusted(request, problem)
        yield Finding(problem.code, severity, "artifact.source", problem.message, fix)
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
            f"Take an N1 machine on a regional endpoint, or make the model smaller. {_largest(artifact)}",
            _machine_for(request, artifact.total_bytes * 2),
        )


def _largest(artifact: ArtifactReport) -> str:
    """The files with most bytes, among which leftovers of the training are soon seen."""
    files = sorted(artifact.files, key=lambda file: -file.size)[:_LARGEST_SHOWN]
    return "The largest files: " + ", ".join(f"{file.path} ({file.size / 1e6:,.0f} MB)" for file in files) + "."


def runs_something(problems: tuple[ArtifactProblem, ...]) -> bool:
    """Whether loading the file could run something, so that it takes a plain yes."""
    return any(problem.code in _TAKES_A_YES for problem in problems)


def _trusted(request: DeploymentRequest, problem: ArtifactProblem) -> tuple[Severity, str]:
    """A deliberate yes makes a warning of what loading would run; it is never offered as a quick fix."""
    if problem.code not in _TAKES_A_YES:
        return Severity(problem.severity), problem.fix
    if request.artifact.trust_pickle:
        return Severity.WARNING, "You said that it may be loaded all the same (artifact.trust_pickle)."
    way = f'answer "{TRUST_QUESTION}" with yes: --trust-pickle, or artifact.trust_pickle in a request file.'
    return Severity(problem.severity), f"{problem.fix} If you made it yourself and know what it does, {way}"


def _problems(request: DeploymentRequest, problems: tuple[ArtifactProblem, ...]) -> list[ArtifactProblem]:
    """Those that matter: a prediction class or a container loads the files by itself, packages bring modules along."""
    if request.has_own_loader:
        return [problem for problem in problems if problem.code in _OF_ANY_LOADER]
    brought = _BROUGHT_ALONG if request.artifact.packages else set()
    return [problem for problem in problems if problem.code not in brought]


def check_framework(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """The chosen framework is the one that saved the model."""
    artifact, chosen = seen.artifact, request.artifact.framework
    if artifact and artifact.framework and chosen and artifact.framework != chosen:
        yield error(
            "framework.differs",
            "artifact.framework",
            f"The files are a {artifact.framework} model: {artifact.found}.",
            f"Choose {artifact.framework}.",
            ("artifact.framework", artifact.framework),
        )


def check_memory(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """What is read must fit into a node's memory; half of it is where trouble begins (a rule of thumb).

    On the embedded platform N1 nodes have this machine's memory.
    """
    artifact, machine = seen.artifact, machines.find(request.version.machine_type)
    if artifact is None or machine is None:
        return
    size, memory = max(artifact.total_bytes, artifact.loaded_bytes), machine.memory_gb * 1e9
    if size <= memory / 2:
        return
    is_certain = size > memory and artifact.loaded_bytes == size and request.target.platform != "local"
    yield (error if is_certain else warning)(
        "memory.exceeded" if is_certain else "memory.tight",
        "version.machine_type",
        f"The model takes {size / 1e6:,.0f} MB or more once loaded; a node of {machine.name} has "
        f"{machine.memory_gb:g} GB.",
        "Take a machine type with more memory, or make the model smaller.",
        _machine_for(request, size * 2),
    )


def _machine_for(request: DeploymentRequest, size: int) -> Apply:
    """The smallest machine of the endpoint with so many bytes of memory; MLS1 has no larger one."""
    offered = machines.for_endpoint(request.model.endpoint)
    able = sorted((one for one in offered if one.memory_gb * 1e9 >= size), key=lambda one: one.memory_gb)
    return ("version.machine_type", able[0].name) if able else None
