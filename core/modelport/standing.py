"""What a deployment finds at the platform: decided once from what was seen, told by the plan and its equivalents."""

from dataclasses import dataclass

from .artifacts.report import ArtifactReport
from .inventory.changes import Changes
from .platforms.bodies import version_body
from .platforms.serving import Resource
from .request import DeploymentRequest
from .seen import Seen
from .steps import existing
from .steps.order import BUCKET, MODEL, VERSION


@dataclass(frozen=True, slots=True)
class Standing:
    """The steps whose resource is there already, and the version as the platform sent it."""

    steps: frozenset[str] = frozenset()
    version: Resource | None = None

    def change(self, request: DeploymentRequest, report: ArtifactReport | None) -> Changes | None:
        """What brings the version to the request's settings; None where it has them, or cannot get them."""
        if self.version is None:
            return None
        wanted = version_body(request, report)
        change = existing.changes(wanted, self.version)
        return change if change.mask() and not existing.differences(wanted, self.version) else None


NOTHING = Standing()
"""Nothing is there, or nobody has looked."""


def standing(request: DeploymentRequest, seen: Seen) -> Standing:
    """What there is of the request's resources, as far as somebody has looked."""
    version = seen.version(request.model.name, request.version.name)
    found = {
        BUCKET: seen.bucket_state in ("exists", "foreign"),
        MODEL: seen.model(request.model.name) is not None,
        VERSION: version is not None,
    }
    return Standing(frozenset(step for step, is_there in found.items() if is_there), version)
