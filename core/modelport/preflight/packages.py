"""Rules about packages with custom code and the prediction class in them."""

from collections.abc import Iterator

from ..artifacts.estimators.imports import other_packages
from ..artifacts.pickles.values import Global
from ..artifacts.report import PackageReport
from ..catalog import limits
from ..request import DeploymentRequest
from ..seen import Seen
from .findings import Apply, Finding, error, info, warning
from .installed import has_module

FIELD, CLASS = "artifact.packages", "artifact.prediction_class"
_SHOWN = 5


def check_packages(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """Each package can be installed, and together they hold the class and the modules that the model needs."""
    asked = request.artifact.packages
    reports = tuple(report for report in seen.packages or () if report.source in asked)
    broken = [report for report in reports if report.problem]
    for report in broken:
        yield error(
            "package.unusable",
            FIELD,
            f"{report.source} can't be installed: {report.problem}.",
            report.fix or "Name the .tar.gz that python -m build --sdist makes of your code, or a .whl.",
            _replaced(asked, report),
        )
    yield from (_unread(report) for report in reports if report.unread)
    if not asked or broken or len([report for report in reports if not report.unread]) < len(asked):
        return
    if request.artifact.prediction_class:
        yield from _of_class(request.artifact.prediction_class, reports)
    else:
        yield from _of_modules(request, seen, reports)


def _replaced(asked: tuple[str, ...], report: PackageReport) -> Apply:
    """The packages with the path that may be meant in the place of the one at which there is nothing."""
    if not report.better:
        return None
    return FIELD, ", ".join(report.better if source == report.source else source for source in asked)


def _unread(report: PackageReport) -> Finding:
    message = f"{report.source} was not read beforehand: {report.unread}."
    fix = "If it can't be installed, or does not hold the class, the version shows it."
    return info("package.unread", FIELD, message, fix)


def _of_class(name: str, reports: tuple[PackageReport, ...]) -> Iterator[Finding]:
    if not limits.is_valid_name("prediction_class", name):
        return
    problems = [report.class_problem for report in reports if report.class_problem is not None]
    if not problems:
        module = name.rpartition(".")[0]
        yield error(
            "class.missing",
            CLASS,
            f"No package has the module {module}; {_contents(reports)}.",
            "Write the class as module.Class, as it is imported from the package, or build the package with it.",
        )
    elif problem := next(filter(None, problems), ""):
        yield error(
            "class.unusable",
            CLASS,
            f"{name} can't serve: {problem}.",
            "It needs the classmethod from_path(cls, model_dir), and predict(self, instances, **kwargs).",
        )


def _of_modules(request: DeploymentRequest, seen: Seen, reports: tuple[PackageReport, ...]) -> Iterator[Finding]:
    modules = seen.artifact.modules if seen.artifact else ()
    held = {module.partition(".")[0] for report in reports for module in report.modules}
    is_local = request.target.platform == "local"
    needed = other_packages([Global(module, "") for module in modules])
    lacking = [name for name in needed if name not in held and not (is_local and has_module(name))]
    if not lacking:
        return
    also = "The embedded platform installs nothing that a package asks for." if is_local else (
        "Only what they name in setup.py's install_requires could bring it."
    )  # fmt: skip
    yield (error if is_local else warning)(
        "package.lacks-module",
        FIELD,
        f"The model imports {', '.join(lacking[:_SHOWN])}, which no package holds; {_contents(reports)}. {also}",
        f"Give the package with {lacking[0]} as well.",
    )


def _contents(reports: tuple[PackageReport, ...]) -> str:
    names = sorted({module for report in reports for module in report.modules} - {"setup"})
    if not names:
        return "they hold no modules at all"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"they hold {', '.join(names[:_SHOWN])}{more}"
