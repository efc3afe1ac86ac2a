"""The same deployment by other means: gcloud, gsutil, curl or Python, as text that can be run."""

from collections.abc import Collection
from typing import Literal

from modelport.artifacts.report import ArtifactReport
from modelport.request import DeploymentRequest
from modelport.steps import order

from . import gcloud, gsutil, python, rest

Kind = Literal["gcloud", "gsutil", "rest", "python"]


def for_step(step: str, request: DeploymentRequest, report: ArtifactReport | None, kind: Kind) -> str:
    """What does the same as one step, or "" as long as an answer that it needs is missing."""
    match kind:
        case "gcloud":
            return "\n".join(gcloud.lines(step, request, report))
        case "gsutil":
            return "\n".join(gsutil.lines(step, request, report))
        case "rest":
            return "\n".join(rest.lines(step, request, report))
        case "python":
            return "\n".join(python.lines(step, request, report))


def render(
    request: DeploymentRequest, report: ArtifactReport | None, kind: Kind, steps: Collection[str] | None = None
) -> str:
    """What does the same as the request, as far as it is answered, or as some of its steps: for bash or Python."""
    needed = [step for step in order.needed(request) if steps is None or step in steps]
    blocks = [for_step(step, request, report, kind) for step in needed]
    if kind == "python":
        blocks.insert(0, "\n".join(python.header(request)))
    separator = "\n" if kind in ("gcloud", "gsutil") else "\n\n"
    return separator.join(filter(None, blocks)) + "\n"
