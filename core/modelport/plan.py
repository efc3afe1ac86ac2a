"""From a request to the steps that fulfil it: what happens, in which order, why, and how to take it back."""

from dataclasses import dataclass

from . import own_commands as own
from .artifacts.report import ArtifactReport
from .equivalents import for_step
from .equivalents.agent import bucket_to_read
from .inventory import commands
from .inventory.changes import Changes
from .inventory.rows import version_row
from .platforms.bodies import deployment_uri, packages_uri
from .platforms.serving import Resource
from .request import DeploymentRequest
from .shell import at_platform, words
from .standing import NOTHING, Standing
from .steps import existing, order
from .steps.order import is_local
from .steps.staging import uploads
from .steps.stored import prefixes

IS_THERE = "It is there already, and stays as it is."


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `subject` is what it works on, `command` what does the same, `undo` what takes it back, by lines.

    Where nothing is left to do, `command` is ""; a step that has to be done all the same can be taken back.
    """

    id: str
    title: str
    subject: str
    why: str
    command: str
    undo: str

    @property
    def undo_if_done(self) -> str:
        """What takes it back, unless nothing is left to do."""
        return self.undo if self.command else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in order; running them twice makes nothing twice."""

    steps: tuple[Step, ...]


def make_plan(request: DeploymentRequest, report: ArtifactReport | None, there: Standing = NOTHING) -> Plan:
    """The plan for a request: pure, and the same for the same request and what is `there` already."""
    return Plan(tuple(_step(step, request, report, there) for step in order.needed(request)))


def render_plan(plan: Plan) -> str:
    """The plan as text for people."""
    return "\n\n".join(_paragraph(number, step) for number, step in enumerate(plan.steps, 1))


def _paragraph(number: int, step: Step) -> str:
    lines = [f"{number}. {step.title}: {step.subject}", f"   {step.why}"]
    lines += [f"   $ {command}" for command in step.command.splitlines()]
    lines += [f"   undo: {command}" for command in step.undo_if_done.splitlines()]
    return "\n".join(lines)


def _step(step: str, request: DeploymentRequest, report: ArtifactReport | None, there: Standing) -> Step:
    title, subject, why, undo = _words(step, request, report)
    if step not in there.steps:
        return Step(step, title, subject, why, for_step(step, request, report, "gcloud"), undo)
    change = there.change(request, report) if step == order.VERSION else None
    if change is None or there.version is None:
        return Step(step, title, subject, IS_THERE, "", undo)
    return _update(request, there.version, change)


def _update(request: DeploymentRequest, found: Resource, change: Changes) -> Step:
    """The step that brings a version to the request's settings."""
    row, before = version_row(request.region_on_wire, found), existing.taken_back(change, found)
    why = f"It is there: {existing.told(change, found)}."
    undo = at_platform(request.target.platform, commands.update(row, before)) if before.mask() else ""
    return Step(order.VERSION, "Update the version", request.version_path, why, commands.update(row, change), undo)


def _words(step: str, request: DeploymentRequest, report: ArtifactReport | None) -> tuple[str, str, str, str]:
    match step:
        case order.PLATFORM:
            why = "The local target is a server on this machine that speaks the platform's own protocol."
            return "Start the embedded platform", "this machine", why, "modelport local stop"
        case order.BUCKET | order.GRANT | order.UPLOAD:
            return _storage_words(step, request, report)
        case order.MODEL | order.VERSION | order.WAIT:
            return _resource_words(step, request)
    return _after_words(step, request)


def _storage_words(step: str, request: DeploymentRequest, report: ArtifactReport | None) -> tuple[str, str, str, str]:
    bucket = f"gs://{request.bucket.name}"
    if step == order.BUCKET:
        why = f"The platform reads a model from a bucket, here one in {request.bucket.location}."
        return "Create the bucket", bucket, why, _removal(request, bucket)
    if step == order.GRANT:
        bucket = f"gs://{bucket_to_read(request)}"
        why = f"It belongs to {request.bucket.project}: the platform may not read it by itself."
        undo = "the two gcloud lines, with remove-iam-policy-binding in place of add-iam-policy-binding"
        return "Let the platform read the bucket", bucket, why, undo
    target = deployment_uri(request) if is_local(request.artifact.source) else packages_uri(request)
    why = f"{_files(request, report)}: each version has a directory of its own."
    undo = "\n".join(_removal(request, place) for place in prefixes(request))
    return "Upload the model", target, why, undo


def _removal(request: DeploymentRequest, place: str) -> str:
    return at_platform(request.target.platform, words("gcloud", "storage", "rm", "--recursive", place))


def _files(request: DeploymentRequest, report: ArtifactReport | None) -> str:
    count = len(uploads(request, report))
    without = " without the packages" if request.artifact.packages else ""
    size = f", {report.total_bytes:,} bytes{without}" if report else ""
    return f"{count} file{'' if count == 1 else 's'}{size}" if count else "The model's files"


def _resource_words(step: str, request: DeploymentRequest) -> tuple[str, str, str, str]:
    if step == order.MODEL:
        why = f"A model groups versions and lives on one endpoint ({request.region_on_wire})."
        undo = own.on_endpoint(request, "models", "delete", request.model.name, "--yes")
        return "Create the model", request.model_path, why, undo
    if step == order.VERSION:
        why = "The platform copies the files and starts nodes that serve them."
        undo = own.on_model(request, "versions", "delete", request.version.name, "--yes")
        return "Create the version", request.version_path, why, undo
    why = "Nodes start, load the model and try it; on Google's machines this takes minutes."
    return "Wait until it serves", request.version_path, why, ""


def _after_words(step: str, request: DeploymentRequest) -> tuple[str, str, str, str]:
    if step == order.DEFAULT:
        why = "Requests that name no version go to the default."
        undo = own.on_model(request, "versions", "set-default", "OTHER")
        return "Make it the default", request.version_path, why, undo
    count = len(request.after.test_instances)
    why = f"The answer to {count} test instance{'' if count == 1 else 's'} is the proof that it works."
    return "Ask for a prediction", request.version_path, why, ""
