"""Files beside the model that would be uploaded with it: a project's leftovers, and links that lead out."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from .report import ArtifactProblem, ArtifactReport

_SHOWN = 3
_LINKS_LOOKED_AT = 1000


def with_bystanders(report: ArtifactReport) -> ArtifactReport:
    """The report of a directory on disk, with what is in it besides the model."""
    if not report.framework:
        return report
    found = (*_others(report), *_links_outside(report))
    return replace(report, problems=(*report.problems, *found))


def _others(report: ArtifactReport) -> Iterator[ArtifactProblem]:
    """Everything but the model's one file; of a SavedModel, which has many, only what is hidden.

    An error about the files comes first: mended, they may be others.
    """
    is_saved_model = report.model_file.startswith("saved_model.")
    paths = [file.path for file in report.files]
    hidden = [path for path in paths if _is_hidden(path)]
    others = hidden if is_saved_model else [path for path in paths if path != report.model_file]
    if not others or any(problem.severity == "error" for problem in report.problems):
        return
    shown = ", ".join((hidden + [path for path in others if path not in hidden])[:_SHOWN])
    rest = ", …" if len(others) > _SHOWN else ""
    subject = f"{len(others)} other files are" if len(others) > 1 else "1 other file is"
    message = f"{subject} uploaded with {report.model_file}: {shown}{rest}."
    severity = "warning" if hidden else "info"
    if is_saved_model:
        fix = "Delete what does not belong to the model."
        yield ArtifactProblem("artifact.other-files", severity, message, fix)
    else:
        model = str(Path(report.root, report.model_file))
        yield ArtifactProblem("artifact.other-files", severity, message, f"To leave them out, give {model}.", model)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in PurePosixPath(path).parts)


def _links_outside(report: ArtifactReport) -> Iterator[ArtifactProblem]:
    """Links beside the model; the model itself may lie in a store of versioned data."""
    if report.model_file.startswith("saved_model."):
        return
    root = Path(report.root)
    inside = root.resolve()
    for file in report.files[:_LINKS_LOOKED_AT]:
        target = (root / file.path).resolve()
        if file.path != report.model_file and not target.is_relative_to(inside):
            message = f"{file.path} is a link that leads to {target}: what is there would be uploaded."
            fix = "Delete the link if the model does not need it."
            yield ArtifactProblem("artifact.link-outside", "warning", message, fix)
