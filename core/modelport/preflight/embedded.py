"""What the libraries installed here, with which the embedded platform serves, could not load."""

import shlex
import sys
from collections.abc import Iterator

from ..artifacts.report import ArtifactReport
from ..catalog import frameworks
from ..request import DeploymentRequest
from ..seen import Seen
from . import boosters
from .findings import Finding, error, warning
from .installed import differs_here, has_module, installed_version
from .libraries import saved_with
from .numbering import is_older
from .outdated import change_problems, missing_names, tree_problems

FIELD = "artifact.source"
_LIBRARIES = {
    frameworks.SCIKIT_LEARN: ("scikit-learn", "scikit-learn"),
    frameworks.XGBOOST: ("xgboost", "xgboost-cpu"),
    frameworks.TENSORFLOW: ("tensorflow", "tensorflow-cpu"),
}
# The compiled losses of scikit-learn before 1.9 call themselves `_loss`, which no file shows.
_LOSS, _LOSS_RENAMED = "_loss", "1.9"
_AUTHORS_OWN = {"__main__", "__mp_main__"}


def check_installed(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """The embedded platform can load the model with what is installed here."""
    artifact = seen.artifact
    is_custom = request.artifact.prediction_class or request.version.container
    if artifact is None or request.target.platform != "local" or is_custom:
        return
    framework = request.artifact.framework or artifact.framework
    if framework in _LIBRARIES and not installed_version(_LIBRARIES[framework][0]):
        yield _not_installed(framework)
        return
    xgboost = installed_version("xgboost")
    has_booster = artifact.framework == frameworks.XGBOOST or "xgboost" in dict(saved_with(artifact))
    if xgboost and has_booster:
        yield from boosters.reading_problems(artifact, xgboost, "the embedded platform", FIELD)
    if artifact.file_format in ("pickle", "joblib"):
        scikit_learn = installed_version("scikit-learn")
        problems = list(loading_problems(artifact, scikit_learn, bool(request.artifact.packages)))
        yield from problems or list(change_problems(artifact, scikit_learn)) or _doubts(artifact)


def _doubts(artifact: ArtifactReport) -> Iterator[Finding]:
    """A pickle of another release often loads, and as often fails there or at the first prediction."""
    for library, saved in saved_with(artifact):
        if differs_here(library, saved):
            yield warning(
                "library.installed",
                FIELD,
                f"Saved with {library} {saved}; the embedded platform serves with {installed_version(library)}, which "
                "may fail to load it or to predict.",
                "Try it first: ctrl+t in the wizard, or modelport local-predict. To be safe, train and save again "
                f"with {library} {installed_version(library)}.",
            )
            return


def loading_problems(artifact: ArtifactReport, scikit_learn: str, has_packages: bool) -> Iterator[Finding]:
    """Why a pickle could not be loaded where scikit-learn has this version; own packages may bring any module."""
    if missing := _missing_modules(artifact, scikit_learn, has_packages) + missing_names(artifact):
        saved = ", ".join(f"{library} {version}" for library, version in saved_with(artifact))
        yield error(
            "module.missing",
            FIELD,
            f"The model needs {', '.join(missing[:5])}, which is not installed here (scikit-learn {scikit_learn})."
            + (f" It was saved with {saved}." if saved else ""),
            "Train and save again with what is installed here, or install what is missing beside Modelport.",
        )
    yield from tree_problems(artifact, scikit_learn)


def _missing_modules(artifact: ArtifactReport, scikit_learn: str, has_packages: bool) -> list[str]:
    return [name for name in artifact.modules if _is_missing(name, scikit_learn, has_packages)]


def _is_missing(name: str, scikit_learn: str, has_packages: bool) -> bool:
    package = name.partition(".")[0]
    if name == _LOSS:
        return not is_older(scikit_learn, _LOSS_RENAMED)
    if package in ("sklearn", "xgboost"):
        return not has_module(name)
    return not has_packages and package not in _AUTHORS_OWN and not _is_old_python(package) and not has_module(package)


def _is_old_python(package: str) -> bool:
    """Names of Python 2 that pickle translates by itself."""
    return package in ("__builtin__", "copy_reg", "UserDict", "cPickle", "exceptions", "commands")


def _not_installed(framework: str) -> Finding:
    library, distribution = _LIBRARIES[framework]
    return error(
        "library.not-installed",
        FIELD,
        f"This model needs {library}, which is not installed here: the embedded platform could not load it.",
        f"Run: {shlex.quote(sys.executable)} -m pip install {distribution}, and start the embedded platform again.",
    )
