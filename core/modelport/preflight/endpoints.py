"""Rules about endpoint, region and bucket: R02, R03, R04, R06, R22, R24, R25, R26, R30."""

from collections.abc import Iterator

from ..catalog import machines, regions, runtimes
from ..equivalents.agent import bucket_to_read, missing_roles
from ..request import DeploymentRequest
from ..seen import Seen
from .findings import Finding, Severity, error, warning


def check_service(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R30: Google's own service is gone; only an endpoint of one's own can answer."""
    if request.target.platform == "ai-platform" and seen.settings.ai_platform_endpoint is None:
        yield error(
            "R30",
            "target.platform",
            "Google switched AI Platform Prediction off on 31 January 2025: nothing can be deployed there.",
            "Choose the embedded platform, or name your own endpoint in MODELPORT_AI_PLATFORM_ENDPOINT.",
            ("target.platform", "local"),
        )


def check_credentials(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """As whom an endpoint of one's own is asked; the account of a Google machine is in no file."""
    settings = seen.settings
    if request.target.platform == "local" or settings.ai_platform_endpoint is None:
        return
    if settings.credentials is None:
        yield warning(
            "credentials.missing",
            "target.platform",
            "No credentials were found on this machine: only the account of a Google machine could serve.",
            "Run: gcloud auth application-default login, or name a key in GOOGLE_APPLICATION_CREDENTIALS.",
        )
        return
    found, url = settings.credentials, settings.ai_platform_endpoint.value
    message = f"{url} is asked as {found.value} ({found.where})."
    fix = "Set GOOGLE_APPLICATION_CREDENTIALS or MODELPORT_ACCESS_TOKEN_FILE to ask as somebody else."
    yield Finding("credentials.found", Severity.INFO, "target.platform", message, fix)


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


def check_elsewhere(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R03: a model that is on another endpoint is not this one; a second one of its name is made here."""
    if not seen.elsewhere or seen.model(request.model.name):
        return
    here, there = request.region_on_wire, _possible(request, seen.elsewhere)
    is_kind_other = there != "" and (there == regions.GLOBAL) != (request.model.endpoint == regions.GLOBAL)
    kind = regions.GLOBAL if there == regions.GLOBAL else regions.REGIONAL
    message = (
        f"{request.model.name} is on {_endpoints(seen.elsewhere)}, not on {_endpoints((here,))}, which would get a "
        "second model of that name: endpoints don't see each other's models."
    )
    field = "model.endpoint" if is_kind_other else "model.region"
    if not there:
        fix = "Your own code is served on the global endpoint only. Go on, or choose another name."
        yield warning("R03", field, message, fix)
        return
    fix = f"To add a version to it, take {_endpoints((there,))}. Otherwise go on, or choose another name."
    apply = ("model.endpoint", kind) if is_kind_other else ("model.region", there)
    yield warning("R03", field, message, fix, apply)


def _possible(request: DeploymentRequest, elsewhere: tuple[str, ...]) -> str:
    """The first of these endpoints that serves what the request has (R05), "" for none."""
    has_own_code = bool(request.artifact.prediction_class or request.artifact.packages)
    return next((place for place in elsewhere if place == regions.GLOBAL or not has_own_code), "")


def _endpoints(places: tuple[str, ...]) -> str:
    """Endpoints in words, at most three of them."""
    words = ["the global endpoint" if place == regions.GLOBAL else f"the endpoint of {place}" for place in places[:3]]
    return " and ".join(words) + (f" and {len(places) - 3} more" if len(places) > 3 else "")


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
    elif location != request.model.region and request.model.region in _serving(request):
        yield _bucket_elsewhere(request, location, is_new=existing is None and seen.bucket_state in ("", "free"))


def _bucket_elsewhere(request: DeploymentRequest, location: str, *, is_new: bool) -> Finding:
    """A bucket that is not there yet can be made anywhere; one that is there stays where it is."""
    region, serves = request.model.region, location in _serving(request)
    or_there = f", or serve the model in {location}" if serves else ""
    if is_new:
        message = f"The bucket would be made in {location}, the model would be served in {region}."
        fix = f"Make the bucket in {region}{or_there}."
        return error("R24", "model.region" if serves else "bucket.location", message, fix, ("bucket.location", region))
    message = f"The bucket is in {location}, the model would be served in {region}."
    fix = f"Take a bucket in {region}{or_there}."
    return error("R24", "model.region", message, fix, ("model.region", location) if serves else None)


def check_foreign_bucket(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R25: a bucket of another project needs a grant, and whom it is given; one that is there needs no word."""
    if not request.bucket.project or request.bucket.project == request.target.project:
        return
    held = seen.agent_roles
    if missing := missing_roles(held or ()):
        agent, bucket = seen.agent or "the platform's service agent", bucket_to_read(request)
        is_hidden = held is None and seen.bucket_state in ("foreign", "taken", "exists")
        unknown = " Whether it has been granted could not be read." if is_hidden else ""
        yield warning(
            "R25",
            "bucket.name",
            f"gs://{bucket} belongs to {request.bucket.project}: the platform may not read it by itself.{unknown}",
            f"In the step Grant, {agent} gets {' and '.join(missing)} on gs://{bucket}.",
        )


def check_batch(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R26: batch prediction needs the global endpoint and a runtime up to 2.1."""
    runtime = runtimes.find(request.version.runtime_version)
    possible = request.model.endpoint == regions.GLOBAL and runtime is not None and runtime.batch_prediction
    if request.after.batch_prediction and not possible:
        yield warning(
            "R26",
            "after.batch_prediction",
            "Batch prediction works on the global endpoint with runtimes up to 2.1 only; this is the "
            f"{request.model.endpoint} endpoint with runtime {request.version.runtime_version or 'none'}.",
            "Take those, or leave out after.batch_prediction and use online predictions.",
        )


def _serving(request: DeploymentRequest) -> list[str]:
    return [region.name for region in regions.serving(request.model.endpoint)]
