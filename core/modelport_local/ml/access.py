"""Which account reads a version's files, and whether a bucket of another project lets it."""

from ..storage.names import project_number
from ..storage.reader import BucketReader

_LEGACY_OWNERS = {"roles/storage.legacyBucketOwner", "roles/storage.legacyBucketWriter"}
_OBJECT_ROLES = {
    "roles/storage.admin", "roles/storage.objectAdmin", "roles/storage.objectUser", "roles/storage.objectViewer",
}  # fmt: skip
LIST, GET = "storage.objects.list", "storage.objects.get"
_GRANTED_BY = {
    LIST: _OBJECT_ROLES | _LEGACY_OWNERS | {"roles/storage.legacyBucketReader"},
    GET: _OBJECT_ROLES | {"roles/storage.legacyObjectOwner", "roles/storage.legacyObjectReader"},
}
_EVERYBODY = ("allUsers", "allAuthenticatedUsers")


def service_agent(project: str) -> str:
    """The account that reads models for a project."""
    return f"service-{project_number(project)}@cloud-ml.google.com.iam.gserviceaccount.com"


def refusal(reader: BucketReader, bucket: str, project: str, needed: tuple[str, ...]) -> str:
    """Why the project's service agent may not do what is `needed`, and the grant that helps; "" where it may.

    A grant with a condition does not count, since conditions are not evaluated.
    """
    info = reader.bucket(bucket)
    if info is None or info.project_number in (project, project_number(project)):
        return ""
    agent = service_agent(project)
    members = {f"serviceAccount:{agent}", *_EVERYBODY}
    held = {b.role for b in reader.bindings(bucket) if not b.condition and members.intersection(b.members)}
    missing = [permission for permission in needed if not held & _GRANTED_BY[permission]]
    if not missing:
        return ""
    return (
        f"Service account {agent} does not have {' and '.join(missing)} on gs://{bucket}, which belongs to another "
        f"project. Grant it roles/storage.objectViewer, then create the version again: gcloud storage buckets "
        f"add-iam-policy-binding gs://{bucket} --member=serviceAccount:{agent} --role=roles/storage.objectViewer"
    )
