"""Trying a draft's model on this machine, before anything is deployed."""

import json
import threading
from collections.abc import Sequence
from dataclasses import replace

from ..catalog import frameworks, runtimes
from ..errors import ArtifactError
from ..local_predict import LocalPrediction, predict
from ..preflight.installed import differs_here, installed_version
from ..request import Artifact
from .draft import CUSTOM_ROUTINE, Draft


def sample_text(draft: Draft) -> str:
    """The instances to begin with, as JSON: the draft's test instances, which the artifact suggests; "" without any."""
    value = draft.answer("after.test_instances").value
    return json.dumps(list(value), ensure_ascii=False) if isinstance(value, tuple) and value else ""


def try_model(draft: Draft, instances: Sequence[object], stop: threading.Event | None = None) -> LocalPrediction:
    """What the draft's model says, from a process of its own; takes as long as loading it does.

    Raises ArtifactError, PlatformError for a bucket that can't be read, and Interrupted once `stop` is set.
    """
    request = draft.request()
    _refuse_what_cannot_be_tried(draft, request.artifact)
    done = predict(request.artifact, instances, target=request.target, stop=stop)
    return replace(done, warnings=(*done.warnings, *runtime_differences(draft)))


def _refuse_what_cannot_be_tried(draft: Draft, artifact: Artifact) -> None:
    if not artifact.source:
        raise ArtifactError(
            "There is no model to try.", why="No path was given.", fix="Answer the question Model first."
        )
    if draft.text("artifact.framework") == CUSTOM_ROUTINE and not artifact.prediction_class:
        raise ArtifactError(
            "There is no routine to try.",
            why="Its class is not named yet.",
            fix="Answer the questions Packages and Prediction class first.",
        )
    if not (artifact.framework or artifact.prediction_class) and draft.seen.artifact:
        raise ArtifactError(
            f"{artifact.source} is no model that can be tried.",
            why="No framework was recognised in it.",
            fix="Point at a file or directory that scikit-learn, XGBoost or TensorFlow saved.",
        )


def runtime_differences(draft: Draft) -> tuple[str, ...]:
    """A sentence where the library that predicts here is not the one of the chosen runtime; empty where it is."""
    framework = frameworks.find(draft.text("artifact.framework"))
    runtime = runtimes.find(draft.text("version.runtime_version"))
    if framework is None or runtime is None:
        return ()
    there = runtime.library(framework.api)
    if not differs_here(framework.gcloud, there):
        return ()
    here = installed_version(framework.gcloud)
    same = " The embedded platform serves with what is installed here." if _is_embedded(draft) else ""
    return (
        f"Runtime {runtime.version} has {framework.gcloud} {there}; this prediction was made with {here}. "
        f"On Google's nodes the model may answer differently, or not load.{same}",
    )


def _is_embedded(draft: Draft) -> bool:
    return draft.text("target.platform") == "local"
