"""Which steps a request needs, in their order."""

from modelport.request import DeploymentRequest

PLATFORM = "platform"
BUCKET = "bucket"
GRANT = "grant"
UPLOAD = "upload"
MODEL = "model"
VERSION = "version"
WAIT = "wait"
DEFAULT = "default"
TEST = "test"


def needed(request: DeploymentRequest) -> tuple[str, ...]:
    """The ids of the steps, in order."""
    wanted = (
        (PLATFORM, request.target.platform == "local"),
        (BUCKET, has_uploads(request)),
        (GRANT, is_foreign_bucket(request)),
        (UPLOAD, has_uploads(request)),
        (MODEL, True),
        (VERSION, True),
        (WAIT, True),
        (DEFAULT, request.after.set_default),
        (TEST, bool(request.after.test_instances)),
    )
    return tuple(step for step, is_needed in wanted if is_needed)


def has_uploads(request: DeploymentRequest) -> bool:
    """Whether anything lies on this machine and has to go to a bucket."""
    local = (request.artifact.source, *request.artifact.packages)
    return any(is_local(path) for path in local)


def is_local(path: str) -> bool:
    """Whether a path names something on this machine."""
    return bool(path) and not path.startswith("gs://")


def is_foreign_bucket(request: DeploymentRequest) -> bool:
    """Whether the bucket belongs to another project, whose owner must let the platform read it."""
    return bool(request.bucket.project) and request.bucket.project != request.target.project
