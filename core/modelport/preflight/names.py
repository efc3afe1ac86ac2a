"""Rules about names and labels: R01, R28, and the form of buckets and projects."""

import re
from collections.abc import Iterator

from ..catalog import limits
from ..platforms.bodies import deployment_uri, packages_uri
from ..request import DeploymentRequest
from ..seen import Seen
from .existing import next_name
from .findings import Apply, Finding, error, info

_NAME_RULE = "A name has letters, digits and _, starts with a letter, and has at most 128 characters."


def check_names(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """Model, version, project and bucket have the form that the platform accepts."""
    for key, name in (("model.name", request.model.name), ("version.name", request.version.name)):
        if name and not limits.is_valid_name("model", name):
            like = _name_like(key, name)
            fix = f"Take {like[1]}. {_NAME_RULE}" if like else _NAME_RULE
            yield error("R01", key, f'"{name}" is not a name the platform accepts.', fix, like)
    project = request.target.project
    if project and not limits.is_valid_name("project_id", project):
        yield error(
            "project.form",
            "target.project",
            f'"{project}" is not a project ID.',
            limits.PROJECT_ID_FORM,
        )
    if problem := limits.bucket_name_problem(request.bucket.name) if request.bucket.name else "":
        yield error("bucket.form", "bucket.name", f'"{request.bucket.name}" {problem}.', "Choose another name.")


def _name_like(key: str, name: str) -> Apply:
    """A name as near as can be that the platform accepts, if there is one."""
    like = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")[: limits.limit("name_max_length") - 2]
    if like[:1].isdigit():
        like = ("v" if key == "version.name" else "m_") + like
    return (key, like) if limits.is_valid_name("model", like) else None


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


def check_model_stays(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """A version is added to a model that is there; what belongs to the model is left alone."""
    model = request.model
    given = [name for name, value in (("labels", model.labels), ("description", model.description)) if value]
    if given and seen.model(model.name):
        what = " and ".join(given)
        yield info(
            "model.stays",
            f"model.{given[0]}",
            f"The model {model.name} is there already: its {what} stay as they are.",
            "Change them with modelport models update.",
        )


def check_place_is_free(request: DeploymentRequest, seen: Seen) -> Iterator[Finding]:
    """The platform loads a whole directory of the bucket: it may hold nothing but this model's files."""
    places = (deployment_uri(request), packages_uri(request))
    found = [uri for uri in seen.strangers if uri.startswith(places)]
    if found:
        others = f" and {len(found) - 1} more" if len(found) > 1 else ""
        yield error(
            "version.files-there",
            "version.name",
            f"The bucket has files of another {request.version.name}: {found[0]}{others}.",
            "Choose another version name: a deleted version leaves its files in the bucket.",
            next_name(request, seen),
        )
