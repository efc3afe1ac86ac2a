"""Step 3: which model to upload, and what to call it."""

import re
from pathlib import PurePosixPath

from ...preflight.artifact import TRUST_QUESTION, runs_something
from ..draft import Draft
from ..fields import Answer, Field, Kind, Source, Step

_PLAIN_NAMES = {
    "model",
    "saved_model",
    "export",
    "exports",
    "models",
    "output",
    "artifacts",
    "dist",
    "build",
    "tmp",
    "home",
    "users",
    "",
}


def _as_name(text: str) -> str:
    """A valid resource name made from a file's name; "" where nothing is left of it."""
    return re.sub(r"^[^A-Za-z]+", "", re.sub(r"[^A-Za-z0-9]+", "_", text)).strip("_").lower()[:128]


def _model_name(draft: Draft) -> Answer:
    source = draft.seen.artifact.source if draft.seen.artifact else draft.text("artifact.source")
    for part in reversed(PurePosixPath(source.removeprefix("gs://")).parts):
        name = _as_name(part if part.isdigit() else part.rsplit(".", 1)[0])
        if name not in _PLAIN_NAMES and not re.fullmatch(r"v\d*", name):
            return Answer(name, Source.SUGGESTED, f'from "{part}" in the path')
    return Answer("my_model", Source.SUGGESTED, "the path gives no better name") if source else Answer("")


def _version_name(draft: Draft) -> Answer:
    model = draft.seen.model(draft.text("model.name"))
    if model is None or not model.versions:
        return Answer("v1", Source.SUGGESTED, "the first version")
    numbers = [int(n.group(1)) for n in (re.fullmatch(r"v(\d+)", name) for name in model.versions) if n]
    name = f"v{max(numbers, default=0) + 1}"
    return Answer(name, Source.SUGGESTED, f"{model.name} already has {', '.join(sorted(model.versions)[:4])}")


def _runs_something(draft: Draft) -> bool:
    """A yes that was given counts for files that could not be read, too."""
    found = draft.seen.artifact.problems if draft.seen.artifact else ()
    return runs_something(found) or draft.answer("artifact.trust_pickle").value is True


UPLOAD = Step(
    "upload",
    "Upload",
    "The model as your training script saved it: a file, a directory, or a directory in a bucket.",
    (
        Field(
            "artifact.source",
            "Model",
            Kind.PATH,
            "A file (model.joblib, model.bst, …), the directory of a SavedModel or of its exports, or "
            "gs://BUCKET/DIRECTORY. It is read, never executed.",
            "Point at the file that joblib.dump, pickle.dump or save_model wrote.",
            flag="PATH",
            required=True,
            placeholder="./model.joblib",
        ),
        Field(
            "artifact.trust_pickle",
            TRUST_QUESTION,
            Kind.SWITCH,
            "Loads a pickle that would run something dangerous: commands or code, on the machine that serves it.",
            "Leave it off, unless you made the file yourself and know what it runs.",
            flag="--trust-pickle",
            default=lambda _draft: Answer(False, Source.DEFAULT, "only a plain yes loads it"),
            applies=_runs_something,
            only_if_asked=True,
        ),
        Field(
            "model.name",
            "Model name",
            Kind.TEXT,
            "Groups the versions of one model; predictions go to it. Letters, digits and _, starting with a letter.",
            "Say what it predicts: iris, churn, fraud.",
            flag="--model",
            default=_model_name,
            follows="artifact.source",
            required=True,
            placeholder="iris",
        ),
        Field(
            "version.name",
            "Version name",
            Kind.TEXT,
            "Each version has its own directory in the bucket and is never overwritten.",
            "Keep the suggestion: it is the next free number.",
            flag="--version",
            default=_version_name,
            required=True,
            placeholder="v1",
        ),
    ),
    decides=("upload",),
)
