"""The same deployment by other means: gcloud, gsutil, curl or Python, as text that can be run."""

from collections.abc import Collection
from typing import Literal

from modelport.artifacts.report import ArtifactReport
from modelport.request import DeploymentRequest
from modelport.standing import NOTHING, Standing
from modelport.steps import order

from . import gcloud, gsutil, python, rest, updating

Kind = Literal["gcloud", "gsutil", "rest", "python"]
_IS_THERE = {
    order.BUCKET: "# The bucket is there already.",
    order.MODEL: "# The model is there already.",
    order.VERSION: "# The version is there already.",
}


def for_step(
    step: str, request: DeploymentRequest, report: ArtifactReport | None, kind: Kind, there: Standing = NOTHING
) -> str:
    """What does the same as one step, or "" as long as an answer that it needs is missing."""
    if step in there.steps:
        return _instead(step, request, report, kind, there)
    match kind:
        case "gcloud":
            return "\n".join(gcloud.lines(step, request, report))
        case "gsutil":
            return "\n".join(gsutil.lines(step, request, report))
        case "rest":
            return "\n".join(rest.lines(step, request, report))
        case "python":
            return "\n".join(python.lines(step, request, report))


def _instead(step: str, request: DeploymentRequest, report: ArtifactReport | None, kind: Kind, there: Standing) -> str:
    """What does the same as a step whose resource is there already; gsutil knows buckets alone."""
    if kind == "gsutil" and step != order.BUCKET:
        return ""
    change = there.change(request, report) if step == order.VERSION else None
    if change is None or there.version is None:
        return _IS_THERE[step]
    return updating.MEANS[kind](request, there.version, change)


def render(
    request: DeploymentRequest,
    report: ArtifactReport | None,
    kind: Kind,
    steps: Collection[str] | None = None,
    there: Standing = NOTHING,
) -> str:
    """What does the same as the request, as far as it is answered, or as some of its steps: for bash or Python."""
    needed = [step for step in order.needed(request) if steps is None or step in steps]
    blocks = [for_step(step, request, report, kind, there) for step in needed]
    if kind == "python":
        blocks.insert(0, "\n".join(python.header(request)))
    separator = "\n" if kind in ("gcloud", "gsutil") else "\n\n"
    return separator.join(filter(None, blocks)) + "\n"
