"""One prediction: find the model, lay it out as the platform would, and ask a process of its own."""

import json
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from modelport.artifacts import ArtifactReport, inspect
from modelport.catalog import frameworks
from modelport.errors import ArtifactError
from modelport.preflight import Severity
from modelport.preflight.artifact import check_artifact
from modelport.preflight.installed import differs_here, installed_version
from modelport.preflight.libraries import saved_with
from modelport.request import Artifact, DeploymentRequest, Target
from modelport.seen import Seen
from modelport.shell import words

from . import process
from .staging import fetched, laid_out, packages
from .stopping import unless_stopped


@dataclass(frozen=True, slots=True)
class LocalPrediction:
    """The predictions, one per instance; `warnings` name libraries that differ, `printed` is what the model wrote."""

    predictions: list[object]
    warnings: tuple[str, ...]
    printed: str


def predict(
    artifact: Artifact,
    instances: Sequence[object],
    signature_name: str = "",
    target: Target | None = None,
    stop: threading.Event | None = None,
) -> LocalPrediction:
    """What the model says, with its packages and its prediction class; without a framework, the one that is recognised.

    Raises ArtifactError where the model can't be loaded or refuses the instances, and Interrupted where `stop` is set
    meanwhile; buckets are read at `target`. A file that loading would let run something takes `trust_pickle`.
    """
    with tempfile.TemporaryDirectory(prefix="modelport-", ignore_cleanup_errors=True) as name:
        scratch = Path(name)
        staged = partial(_staged, artifact, scratch, target or Target(), stop)
        report, request = unless_stopped(staged, stop)
        request |= {"instances": instances, "signature_name": signature_name}
        answer, printed = _ask(request, artifact.source, scratch, stop)
    return LocalPrediction(answer, differences(report), printed)


def _staged(
    artifact: Artifact, scratch: Path, target: Target, stop: threading.Event | None
) -> tuple[ArtifactReport, dict[str, object]]:
    """What reading the files found, and where the process finds them."""
    report = inspect(fetched(artifact.source, scratch / "objects", target, stop))
    _refuse_what_cannot_load(artifact, report)
    archives = packages(artifact.packages, scratch / "packages", target, stop)
    framework = "" if artifact.prediction_class else artifact.framework or report.framework
    return report, {
        "model_dir": str(laid_out(report, scratch / "model", has_own_loader=bool(artifact.prediction_class))),
        "work_dir": str(scratch),
        "framework": framework,
        "prediction_class": artifact.prediction_class,
        "packages": [str(archive) for archive in archives],
    }


def differences(report: ArtifactReport) -> tuple[str, ...]:
    """One sentence for each library whose version here is not the one that saved the model."""
    found = []
    for library, saved in saved_with(report):
        if differs_here(library, saved):
            here = installed_version(library)
            found.append(f"The model was saved with {library} {saved}; this prediction was made with {here}.")
    return tuple(found)


def _refuse_what_cannot_load(artifact: Artifact, report: ArtifactReport) -> None:
    """A file that would run commands is not loaded without a yes; one that can't be loaded need not be tried."""
    for finding in check_artifact(DeploymentRequest(artifact=artifact), Seen(artifact=report)):
        if finding.severity is Severity.ERROR:
            raise ArtifactError(f"No prediction from {artifact.source}.", why=finding.message, fix=finding.fix)


def _ask(
    request: dict[str, object], source: str, scratch: Path, stop: threading.Event | None
) -> tuple[list[object], str]:
    code, written, printed = process.run(request, scratch, stop)
    try:
        answer = json.loads(written)
    except ValueError:
        answer = {}
    if code == 0 and isinstance(answer.get("predictions"), list):
        return answer["predictions"], printed
    known = frameworks.find(str(request["framework"]))
    loader = request["prediction_class"] or (known.gcloud if known else "it")
    raise ArtifactError(
        f"{source} gave no prediction.",
        why=str(answer.get("error") or f"The process that loaded it ended with {code}."),
        fix=f"Check that the instances have the form that the model expects, and that {loader} can load it here.",
        command=words("modelport", "check", source),
        raw=printed,
    )
