"""The project's buckets, whose the chosen one is, and what lies in it where the files go."""

from contextlib import closing
from typing import TYPE_CHECKING, Any

from ...catalog.limits import bucket_name_problem
from ...errors import AccessDenied, NotFound, PlatformError
from ...request import DeploymentRequest
from ...seen import BucketSeen
from ..draft import Draft
from .lookup import Lookup, asked, session_of, target

if TYPE_CHECKING:
    from ...platforms.session import Session
    from ...platforms.storage import StorageClient


def _about_buckets(draft: Draft) -> object:
    where = asked(draft)
    return where and (*where, draft.text("bucket.name"), draft.text("bucket.project"), _source_in_bucket(draft))


def _source_in_bucket(draft: Draft) -> str:
    source = draft.text("artifact.source")
    return source if source.startswith("gs://") else ""


def _look_at_buckets(draft: Draft) -> dict[str, Any]:
    from ...platforms.storage import StorageClient

    request, session = draft.request(), session_of(draft)
    with closing(StorageClient(session)) as storage:
        buckets = _buckets(storage)
        state = _state(storage, buckets, request.bucket.name)
        is_foreign = state == "foreign" or request.bucket.project not in ("", request.target.project)
        agent = _agent(session, request) if is_foreign else ""
        roles = _roles(storage, request, agent) if agent and state != "free" else None
    return {"buckets": buckets, "bucket_state": state, "agent": agent, "agent_roles": roles}


def _buckets(storage: "StorageClient") -> tuple[BucketSeen, ...]:
    """The project's buckets; an account may use a bucket without being allowed to list them."""
    try:
        return tuple(BucketSeen(b.name, b.location.lower(), b.location_type) for b in storage.buckets())
    except AccessDenied:
        return ()


def _state(storage: "StorageClient", buckets: tuple[BucketSeen, ...], name: str) -> str:
    if not name or bucket_name_problem(name):
        return ""
    if any(bucket.name == name for bucket in buckets):
        return "exists"
    try:
        return "free" if storage.find_bucket(name) is None else "foreign"
    except AccessDenied:
        return "taken"


def _agent(session: "Session", request: DeploymentRequest) -> str:
    """The service account that needs a grant; "" where the platform does not say."""
    from ... import versions

    with closing(versions.connect(session)) as serving:
        try:
            return serving.agent(request.parent)
        except PlatformError:
            return ""


def _roles(storage: "StorageClient", request: DeploymentRequest, agent: str) -> frozenset[str] | None:
    """What the agent may do with the bucket that holds the model; None where this account may not see that."""
    from ...equivalents.agent import EVERYBODY, bucket_to_read

    try:
        return storage.roles(bucket_to_read(request), f"serviceAccount:{agent}", *EVERYBODY)
    except (AccessDenied, NotFound):
        return None


def _about_stored(draft: Draft) -> object:
    """Which files go where: of interest as long as the bucket is there and the files are known."""
    request, artifact = draft.request(), draft.seen.artifact
    if artifact is None or not request.version.name or draft.seen.bucket_state not in ("exists", "foreign"):
        return None
    return *target(draft), request.deployment_uri, artifact.source, request.artifact.packages


def _look_at_stored(draft: Draft) -> dict[str, Any]:
    from ...platforms.storage import StorageClient
    from ...steps.staging import uploads
    from ...steps.stored import stored, strangers

    request = draft.request()
    with closing(StorageClient(session_of(draft))) as storage:
        try:
            there = stored(storage, request, lambda: None)
        except (AccessDenied, NotFound):
            return {"strangers": ()}
    return {"strangers": tuple(strangers(uploads(request, draft.seen.artifact), there))}


_NOTHING: dict[str, Any] = {"bucket_state": "", "agent": "", "agent_roles": None}
BUCKETS = Lookup("buckets", "bucket", "bucket.name", _about_buckets, _look_at_buckets, _NOTHING)
STORED = Lookup("stored", "upload", "version.name", _about_stored, _look_at_stored, {"strangers": ()})
