"""One prediction: find the model, lay it out as the platform would, and ask a process of its own."""

import json
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from modelport.artifacts import ArtifactReport, inspect
from modelport.catalog import frameworks
from modelport.errors import ArtifactError
from modelport.preflight.installed import installed_version
from modelport.preflight.libraries import saved_with
from modelport.preflight.numbering import numbers
from modelport.request import Target

from . import process
from .staging import fetched, laid_out


@dataclass(frozen=True, slots=True)
class LocalPrediction:
    """The predictions, one per instance; `warnings` name libraries that differ, `printed` is what the model wrote."""

    predictions: list[object]
    warnings: tuple[str, ...]
    printed: str


def predict(
    source: str,
    framework: str,
    instances: Sequence[object],
    signature_name: str = "",
    target: Target | None = None,
    stop: threading.Event | None = None,
) -> LocalPrediction:
    """What the model at `source` says; framework is the API's name, or "" for the one that is recognised.

    Raises ArtifactError where the model can't be loaded or refuses the instances, and Interrupted where `stop` is set
    meanwhile; a bucket is read at `target`.
    """
    with tempfile.TemporaryDirectory(prefix="modelport-") as scratch:
        report = inspect(fetched(source, Path(scratch, "objects"), target or Target()))
        _refuse_what_cannot_load(report, source)
        request: dict[str, object] = {
            "model_dir": str(laid_out(report, Path(scratch, "model"))),
            "framework": framework or report.framework,
            "instances": instances,
            "signature_name": signature_name,
        }
        answer, printed = _ask(request, source, stop)
    return LocalPrediction(answer, differences(report), printed)


def differences(report: ArtifactReport) -> tuple[str, ...]:
    """One sentence for each library whose version here is not the one that saved the model."""
    found = []
    for library, saved in saved_with(report):
        here = installed_version(library)
        if here and numbers(here) != numbers(saved):
            found.append(f"The model was saved with {library} {saved}; this prediction was made with {here}.")
    return tuple(found)


def _refuse_what_cannot_load(report: ArtifactReport, source: str) -> None:
    """A file that would run commands is never loaded; one that can't be loaded need not be tried."""
    for problem in report.problems:
        if problem.severity == "error":
            raise ArtifactError(f"No prediction from {source}.", why=problem.message, fix=problem.fix)


def _ask(request: dict[str, object], source: str, stop: threading.Event | None) -> tuple[list[object], str]:
    code, written, printed = process.run(request, stop)
    try:
        answer = json.loads(written)
    except ValueError:
        answer = {}
    if code == 0 and isinstance(answer.get("predictions"), list):
        return answer["predictions"], printed
    known = frameworks.find(str(request["framework"]))
    raise ArtifactError(
        f"{source} gave no prediction.",
        why=str(answer.get("error") or f"The process that loaded it ended with {code}."),
        fix=f"Check that the instances have the form that the model expects, and that {known.gcloud if known else 'it'}"
        " can load it here.",
        command=f"modelport check {source}",
        raw=printed,
    )
