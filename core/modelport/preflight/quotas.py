"""What the project's quotas leave room for, as far as a look at the endpoint tells."""

from collections.abc import Iterator

from ..catalog import limits
from ..request import Accelerator, DeploymentRequest
from ..seen import Seen
from .findings import Finding, error, warning

# The limit, the field, the words, and what to do.
_QUOTAS = {
    "models": (
        "models_per_project", "model.name", "The project has {} models",
        "Add a version to a model that exists, or delete one: modelport models list.",
    ),
    "versions": (
        "versions_per_project", "version.name", "The project has {} versions",
        "Delete versions that nobody asks any more: modelport versions list.",
    ),
    "under-way": (
        "concurrent_version_create_or_delete", "version.name", "{} versions are being created or deleted at once",
        "Wait until one has finished: modelport operations list.",
    ),
}  # fmt: skip


def check_quotas(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """A model, a version or a creation more than a project may have by default (page "Quotas")."""
    used, model = seen.used, seen.model(request.model.name)
    if used is None or (model and request.version.name in model.versions):
        return
    counts = {"models": 0 if model else used.models, "versions": used.versions, "under-way": used.under_way}
    for what, count in counts.items():
        name, field, has, fix = _QUOTAS[what]
        if count >= limits.limit(name):
            yield _used_up(request, what, field, f"{has.format(count)}; {limits.limit(name)} are allowed", fix)


def _used_up(request: DeploymentRequest, what: str, field: str, message: str, fix: str) -> Finding:
    """The embedded platform refuses for certain what will not pass by itself; Google may have raised a quota."""
    if request.target.platform == "local" and what != "under-way":
        return error(f"quota.{what}", field, f"{message}.", fix)
    return warning(f"quota.{what}", field, f"{message} unless Google raised the quota.", fix)


def accelerator_quota(request: DeploymentRequest, accelerator: Accelerator) -> Iterator[Finding]:
    """Accelerators take a quota that no call tells; the embedded platform needs none."""
    if request.target.platform != "local":
        yield warning(
            "quota.accelerators",
            "version.accelerator.type",
            f"Each node takes {accelerator.count} {accelerator.type} of the project's quota in {request.model.region}, "
            "which is often 0 until it is asked for; no call tells.",
            "Look at IAM & Admin > Quotas in the Google Cloud console, and ask for more there.",
        )
