"""The libraries that saved the model against those of the chosen runtime."""

from collections.abc import Iterator
from dataclasses import replace

from ..artifacts.report import ArtifactReport
from ..catalog import frameworks, runtimes
from ..catalog.runtimes import Runtime
from ..request import DeploymentRequest
from ..seen import Seen
from . import boosters
from .findings import Finding, Severity, error, warning
from .installed import differs_here
from .numbering import is_older, numbers

FIELD = "version.runtime_version"
_FRAMEWORKS = {
    "scikit-learn": frameworks.SCIKIT_LEARN,
    "xgboost": frameworks.XGBOOST,
    "tensorflow": frameworks.TENSORFLOW,
}
_LIBRARIES = {framework: library for library, framework in _FRAMEWORKS.items()}
_WORDS = {"scikit-learn": "scikit-learn", "xgboost": "XGBoost", "tensorflow": "TensorFlow"}
_PICKLES = {"pickle", "joblib"}
# The newest protocol of each Python that a runtime has (pickle's documentation); 3.8 brought protocol 5.
_PROTOCOLS = {"2.7": 2, "3.5": 4, "3.7": 4}


def check_libraries(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """Every difference that matters to the runtime; on the embedded platform the gravest one, as a warning.

    The embedded platform serves with what is installed, and a prediction class may bring libraries of its own.
    """
    artifact, runtime = seen.artifact, runtimes.find(request.version.runtime_version)
    if artifact is None or runtime is None or request.version.container:
        return
    if request.artifact.framework and artifact.framework != request.artifact.framework:
        return
    found = list(differences(artifact, runtime, request.version.python_version))
    if request.target.platform == "local":
        found = sorted(found, key=lambda one: one.severity is not Severity.ERROR)[:1]
        is_fine = not any(differs_here(library, version) for library, version in saved_with(artifact))
        yield from (_mere_warning(one, (_FINE if is_fine else "") + _ELSEWHERE + one.fix) for one in found)
    elif request.artifact.prediction_class:
        yield from (_mere_warning(one, f"{one.fix} Or let your package install what it needs.") for one in found)
    else:
        yield from found


_FINE = "Fine here: the embedded platform serves with what is installed. "
_ELSEWHERE = "For Google: "


def _mere_warning(finding: Finding, fix: str) -> Finding:
    return replace(finding, severity=Severity.WARNING, fix=fix)


def differences(artifact: ArtifactReport, runtime: Runtime, python: str) -> Iterator[Finding]:
    """What the runtime could not load, or would read differently."""
    for library, saved in saved_with(artifact):
        yield from _of_library(artifact, runtime, library, saved)
    if artifact.file_format in _PICKLES:
        yield from _of_numpy(artifact, runtime)
        yield from _of_protocol(artifact, runtime, python or runtime.python[-1])


def saved_with(artifact: ArtifactReport) -> tuple[tuple[str, str], ...]:
    """The libraries that saved the model, each with its version."""
    if artifact.library_versions or not artifact.library_version or artifact.framework not in _LIBRARIES:
        return artifact.library_versions
    return ((_LIBRARIES[artifact.framework], artifact.library_version),)


def needed(artifact: ArtifactReport) -> dict[str, str]:
    """What `saved_with` gives, by framework."""
    return {_FRAMEWORKS[library]: version for library, version in saved_with(artifact)}


def _of_library(artifact: ArtifactReport, runtime: Runtime, library: str, saved: str) -> Iterator[Finding]:
    offered = runtime.library(_FRAMEWORKS[library])
    if library == "xgboost":
        problems = list(boosters.reading_problems(artifact, offered, f"runtime {runtime.version}", FIELD))
        yield from (_with_runtime(problem, artifact) for problem in problems)
        if problems:
            return
    is_readable = library == "tensorflow" or boosters.is_own_format(artifact)
    if numbers(offered) == numbers(saved) or (is_readable and is_older(saved, offered)):
        return
    matching = runtimes.with_libraries(needed(artifact)) or runtimes.with_libraries({_FRAMEWORKS[library]: saved})
    retrain = f"train again with {_WORDS[library]} {runtimes.minor(offered)}"
    # What reads every older file may read a newer one too; a pickle is readable by the same major.minor only.
    yield (warning if is_readable else error)(
        "library.differs",
        FIELD,
        f"Saved with {_WORDS[library]} {saved}; runtime {runtime.version} has {offered}.",
        f"Choose runtime {matching[0].version}, or {retrain}." if matching else f"{retrain[0].upper()}{retrain[1:]}.",
        (FIELD, matching[0].version) if matching else None,
    )


def _with_runtime(problem: Finding, artifact: ArtifactReport) -> Finding:
    """The problem of a file of XGBoost's own, with the newest runtime that reads the file, if there is one."""
    for runtime in runtimes.all_runtimes():
        if not any(boosters.reading_problems(artifact, runtime.xgboost, "", FIELD)):
            fix = f"Choose runtime {runtime.version}, which has XGBoost {runtime.xgboost}. Or: {problem.fix}"
            return replace(problem, fix=fix, apply=(FIELD, runtime.version))
    return problem


def _of_numpy(artifact: ArtifactReport, runtime: Runtime) -> Iterator[Finding]:
    """numpy 2 moved numpy.core to numpy._core; every runtime has numpy 1."""
    if any(module == "numpy._core" or module.startswith("numpy._core.") for module in artifact.modules):
        yield error(
            "numpy.newer",
            FIELD,
            f"{artifact.model_file} was saved with NumPy 2; runtime {runtime.version} has NumPy 1, which has no "
            "numpy._core.",
            "Train and save where numpy<2 is installed.",
        )


def _of_protocol(artifact: ArtifactReport, runtime: Runtime, python: str) -> Iterator[Finding]:
    most = _PROTOCOLS.get(python, 5)
    if artifact.pickle_protocol is None or artifact.pickle_protocol <= most:
        return
    able = [other for other in runtime.python if _PROTOCOLS.get(other, 5) >= artifact.pickle_protocol]
    save = f"Save it with joblib.dump(model, 'model.joblib', protocol={most})"
    yield error(
        "pickle.protocol",
        "version.python_version",
        f"{artifact.model_file} has pickle protocol {artifact.pickle_protocol}; Python {python} reads up to {most}.",
        f"{save}, or choose Python {able[-1]}." if able else f"{save}.",
        ("version.python_version", able[-1]) if able else None,
    )
