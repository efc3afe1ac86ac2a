"""Rules about the artifact: what reading it found, R23, memory, and what it predicts."""

from collections.abc import Iterator

from ..artifacts.report import ArtifactProblem, ArtifactReport
from ..catalog import frameworks, limits, machines, regions
from ..request import DeploymentRequest
from ..seen import Seen
from .findings import Apply, Finding, Severity, error, warning

# What matters whoever loads the files; the rest is about the loaders of the platform's own.
_OF_ANY_LOADER = {
    "artifact.too-many-files", "artifact.object-name", "artifact.not-files", "artifact.truncated",
    "artifact.link-outside", "artifact.dangerous-import", "artifact.hidden-import",
    "artifact.saved-model-nested", "artifact.model-nested",
}  # fmt: skip
_TAKES_A_YES = {"artifact.dangerous-import", "artifact.hidden-import"}
TRUST_QUESTION = "Load it all the same"
"""What the wizard calls `artifact.trust_pickle`."""
_LARGEST_SHOWN = 3
_WITH_PROBABILITIES = {"multi:softmax": "multi:softprob", "binary:hinge": "binary:logistic"}
"""Objectives of XGBoost that give a class alone, and what gives probabilities instead."""
_BROUGHT_ALONG = {"artifact.other-packages"}
# The embedded platform gives XGBoost the names that the model knows; Google's servers send columns without names.
_FATAL_FOR_GOOGLE = {"artifact.named-features"}


def check_artifact(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """What was found while reading the files."""
    problems = seen.artifact.problems if seen.artifact else ()
    for problem in _problems(request, problems):
        severity, fix = _trusted(request, problem)
        if problem.code in _FATAL_FOR_GOOGLE and request.target.platform != "local":
            severity = Severity.ERROR
        apply = ("artifact.source", problem.better_source) if problem.better_source else None
        yield Finding(problem.code, severity, "artifact.source", problem.message, fix, apply)


def check_number(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R23: the number of files, unless reading them has found it."""
    artifact, most = seen.artifact, limits.limit("model_dir_max_files")
    if artifact is None or any(problem.code == "artifact.too-many-files" for problem in artifact.problems):
        return
    if len(artifact.files) > most:
        yield error(
            "R23",
            "artifact.source",
            f"{len(artifact.files):,} files; the platform takes {most:,}.",
            "Deploy from a directory that holds the model alone.",
        )


def check_size(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R23: the size of the files."""
    artifact, machine = seen.artifact, machines.find(request.version.machine_type)
    if artifact is None or machine is None or artifact.total_bytes <= machine.model_dir_limit:
        return
    way, apply = _way_out(request, None)
    yield error(
        "R23",
        "version.machine_type",
        f"The model's files have {_mb(artifact.total_bytes)}; {machine.name} takes {_mb(machine.model_dir_limit)}.",
        f"{way} leave out what the model does not need. {_largest(artifact)}".strip(),
        apply,
    )


def _way_out(request: DeploymentRequest, larger: Apply) -> tuple[str, Apply]:
    """How to get a larger machine, to be followed by another way; and the answer that does it."""
    if larger:
        return f"Take {larger[1]}, or", larger
    if request.model.endpoint == regions.REGIONAL:
        return "No machine type takes more:", None
    is_free = not (request.artifact.packages or request.artifact.prediction_class)
    return "Take the regional endpoint with its N1 machines, or", ("model.endpoint", "regional") if is_free else None


def _mb(size: int) -> str:
    """Bytes in the platform's megabytes of 1,048,576 bytes, rounded up."""
    return f"{-(-size // machines.MIB):,} MB"


def _largest(artifact: ArtifactReport) -> str:
    """The files with most bytes, among which leftovers of the training are soon seen."""
    files = sorted(artifact.files, key=lambda file: -file.size)[:_LARGEST_SHOWN]
    return "The largest files: " + ", ".join(f"{file.path} ({_mb(file.size)})" for file in files) + "."


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
            f"The files are a model of {frameworks.label(artifact.framework)}: {artifact.found}.",
            f"Choose {frameworks.label(artifact.framework)}.",
            ("artifact.framework", artifact.framework),
        )


def check_probabilities(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """The platform calls `predict`, which gives the class of the best probability, and not the probabilities."""
    artifact = seen.artifact
    name = artifact.gives_classes if artifact else ""
    if not name or request.has_own_loader:
        return
    if name in _WITH_PROBABILITIES:
        why, way = f"that is what the objective {name} gives", f"train with {_WITH_PROBABILITIES[name]}"
    else:
        why = f"predict of {name} is asked, never predict_proba"
        way = "a prediction class that calls it, with its package on the global endpoint"
    message = f"Predictions are classes, without probabilities: {why}."
    yield Finding("predictions.classes", Severity.INFO, "after.test_instances", message, f"For probabilities: {way}.")


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
    way, apply = _way_out(request, _machine_for(request, size * 2))
    yield (error if is_certain else warning)(
        "memory.exceeded" if is_certain else "memory.tight",
        "version.machine_type",
        f"The model takes {size / 1e9:,.1f} GB or more once loaded; a node of {machine.name} has "
        f"{machine.memory_gb:g} GB.",
        f"{way} make the model smaller.",
        apply,
    )


def _machine_for(request: DeploymentRequest, size: int) -> Apply:
    """The smallest machine of the endpoint with so many bytes of memory; MLS1 has no larger one."""
    offered = machines.for_endpoint(request.model.endpoint)
    able = sorted((one for one in offered if one.memory_gb * 1e9 >= size), key=lambda one: one.memory_gb)
    return ("version.machine_type", able[0].name) if able else None
