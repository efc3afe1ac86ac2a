"""Each step in a bucket as a `gsutil` command line; the other steps are none of gsutil's."""

from modelport.artifacts.report import ArtifactReport
from modelport.request import DeploymentRequest
from modelport.shell import START_PLATFORM, words
from modelport.steps import order

from . import transfers
from .agent import READER_ROLES, agent_variable, bucket_to_read

IN_BUCKETS = frozenset({order.BUCKET, order.GRANT, order.UPLOAD})
COPY, MIRROR = ("gsutil", "cp"), ("gsutil", "-m", "rsync", "-r")


def lines(step: str, request: DeploymentRequest, report: ArtifactReport | None) -> tuple[str, ...]:
    """The commands that do what the step does; none where an answer is missing, or where no bucket is concerned."""
    match step:
        case order.PLATFORM if not IN_BUCKETS.isdisjoint(order.needed(request)):
            return START_PLATFORM
        case order.BUCKET if request.bucket.name:
            return (_bucket(request),)
        case order.GRANT:
            return _grant(request)
        case order.UPLOAD:
            return tuple(transfers.command(each, COPY, MIRROR) for each in transfers.transfers(request, report))
    return ()


def _bucket(request: DeploymentRequest) -> str:
    bucket = request.bucket
    owner = bucket.project or request.target.project
    of_project = ("-p", owner) if owner else ()
    at_location = ("-l", bucket.location) if bucket.location else ()
    return words("gsutil", "mb", *of_project, *at_location, f"gs://{bucket.name}")


def _grant(request: DeploymentRequest) -> tuple[str, ...]:
    bucket = bucket_to_read(request)
    if not bucket:
        return ()
    roles = ",".join(role.removeprefix("roles/storage.") for role in READER_ROLES)
    return (
        agent_variable(request),
        f'gsutil iam ch "serviceAccount:$agent:{roles}" {words(f"gs://{bucket}")}',
    )
