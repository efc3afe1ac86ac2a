"""Rules about names and labels: R01, R28, and the form of buckets and projects."""

from collections.abc import Iterator

from ..catalog import limits
from ..request import DeploymentRequest
from ..seen import Seen
from .findings import Finding, error, warning

_NAME_FIX = "Use letters, digits and _, starting with a letter, at most 128 characters."


def check_names(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """Model, version, project and bucket have the form that the platform accepts."""
    for key, name in (("model.name", request.model.name), ("version.name", request.version.name)):
        if name and not limits.is_valid_name("model", name):
            yield error("R01", key, f'"{name}" is not a name the platform accepts.', _NAME_FIX)
    project = request.target.project
    if project and not limits.is_valid_name("project_id", project):
        yield error(
            "project.form",
            "target.project",
            f'"{project}" is not a project ID.',
            "Take the ID, not the name or the number: 6 to 30 lower-case letters, digits and hyphens.",
        )
    if problem := limits.bucket_name_problem(request.bucket.name) if request.bucket.name else "":
        yield error("bucket.form", "bucket.name", f'"{request.bucket.name}" {problem}.', "Choose another name.")


def check_labels(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """R28: keys and values of labels have gcloud's form."""
    for place, labels in (("model.labels", request.model.labels), ("version.labels", request.version.labels)):
        for key, value in labels.items():
            if not limits.is_valid_name("label_key", key):
                yield error(
                    "R28",
                    place,
                    f'The label key "{key}" is not allowed.',
                    "Lower-case letters, digits, _ and -, starting with a letter, at most 63 characters.",
                )
            if not limits.is_valid_name("label_value", value):
                yield error(
                    "R28",
                    place,
                    f'The value "{value}" of the label {key} is not allowed.',
                    "Lower-case letters, digits, _ and -, at most 63 characters.",
                )


def check_version_is_new(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """A version can't be replaced; one that exists has to be deleted, or the new one called otherwise."""
    model = seen.model(request.model.name)
    state = model.versions.get(request.version.name) if model else None
    if state == "FAILED":
        yield error(
            "version.failed",
            "version.name",
            f"{request.model.name} has a version {request.version.name} that FAILED before.",
            "Choose another name, or delete the failed one first.",
        )
    elif state and state != "CREATING":
        yield warning(
            "version.exists",
            "version.name",
            f"{request.model.name} already has a version {request.version.name}, which is never overwritten.",
            "Keep the name if it was made from these very files and settings; choose another one otherwise.",
        )
