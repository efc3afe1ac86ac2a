"""Rules about endpoint, region and bucket: R02, R04, R06, R22, R24, R25, R26, R30."""

from collections.abc import Iterator

from ..catalog import machines, regions, runtimes
from ..equivalents.agent import READER_ROLES
from ..request import DeploymentRequest
from ..seen import Seen
from .findings import Finding, error, warning


def check_service(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R30: Google's own service is gone; only an endpoint of one's own can answer."""
    if request.target.platform == "ai-platform" and seen.settings.ai_platform_endpoint is None:
        yield error(
            "R30",
            "target.platform",
            "Google switched AI Platform Prediction off on 31 January 2025: nothing can be deployed there.",
            "Choose the embedded platform, or name your own endpoint in MODELPORT_AI_PLATFORM_ENDPOINT.",
        )


def check_region(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """The region serves this kind of endpoint (R04 for the global one)."""
    serving = _serving(request)
    if request.model.region not in serving:
        yield error(
            "R04" if request.model.endpoint == regions.GLOBAL else "region.no-endpoint",
            "model.region",
            f'"{request.model.region}" does not serve online predictions on the {request.model.endpoint} endpoint.',
            "Choose one of " + ", ".join(serving) + ".",
            ("model.region", regions.DEFAULT_REGION),
        )


def check_machine_family(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R02: MLS1 machines live on the global endpoint, N1 machines on regional ones."""
    name = request.version.machine_type
    machine = machines.find(name)
    if name and machine is None:
        yield error(
            "machine.unknown",
            "version.machine_type",
            f'There is no machine type "{name}".',
            f"Take {machines.default_for(request.model.endpoint)}, or another one of the list.",
            ("version.machine_type", machines.default_for(request.model.endpoint)),
        )
    elif machine and machine.endpoint != request.model.endpoint:
        yield error(
            "R02",
            "version.machine_type",
            f"{name} is not offered on the {request.model.endpoint} endpoint.",
            f"Take {machines.default_for(request.model.endpoint)}, or the {machine.endpoint} endpoint.",
            ("version.machine_type", machines.default_for(request.model.endpoint)),
        )


def check_console_logging(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R22: a regional endpoint has no console log."""
    if request.model.console_logging and request.model.endpoint == regions.REGIONAL:
        yield warning(
            "R22",
            "model.console_logging",
            "A regional endpoint streams no console log.",
            "Turn it off, or take the global endpoint.",
            ("model.console_logging", "no"),
        )


def check_bucket(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """The name is free or ours; R24: a single region, the one that serves."""
    if seen.bucket_state == "taken":
        yield error(
            "bucket.taken",
            "bucket.name",
            f'"{request.bucket.name}" belongs to somebody else: bucket names are unique over all projects.',
            "Choose another name, such as one with your project's ID in it.",
        )
    if seen.bucket_state == "foreign" and not request.bucket.project:
        yield error(
            "bucket.foreign",
            "bucket.name",
            f'"{request.bucket.name}" belongs to another project: bucket names are unique over all projects.',
            "Choose another name; or, if that project is yours too, name it as the bucket's project.",
        )
    existing = seen.bucket(request.bucket.name)
    location = existing.location if existing else request.bucket.location
    if existing and existing.location_type != "region":
        yield error(
            "R24",
            "bucket.name",
            f"{request.bucket.name} is spread over several regions ({location}).",
            "The platform reads from single-region buckets: choose or create another one.",
        )
    elif location != request.model.region:
        yield error(
            "R24",
            "model.region",
            f"The bucket is in {location}, the model would be served in {request.model.region}.",
            f"Serve it in {location}, or take a bucket in {request.model.region}.",
            ("model.region", location) if location in _serving(request) else None,
        )


def check_foreign_bucket(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R25: a bucket of another project needs a grant, and whom it is given."""
    if request.bucket.project and request.bucket.project != request.target.project:
        agent = seen.agent or "the platform's service agent"
        yield warning(
            "R25",
            "bucket.name",
            f"The bucket belongs to {request.bucket.project}: the platform may not read it by itself.",
            f"In the step Grant, {agent} gets {' and '.join(READER_ROLES)} on gs://{request.bucket.name}.",
        )


def check_batch(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R26: batch prediction needs the global endpoint and a runtime up to 2.1."""
    runtime = runtimes.find(request.version.runtime_version)
    possible = request.model.endpoint == regions.GLOBAL and runtime is not None and runtime.batch_prediction
    if request.after.batch_prediction and not possible:
        yield warning(
            "R26",
            "after.batch_prediction",
            "Batch prediction works on the global endpoint with runtimes up to 2.1 only.",
            "Take those, or use online predictions.",
        )


def _serving(request: DeploymentRequest) -> list[str]:
    return [region.name for region in regions.serving(request.model.endpoint)]
