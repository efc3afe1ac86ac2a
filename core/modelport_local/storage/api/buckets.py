"""Methods on buckets."""

from ...http.messages import Request, Response, json_response
from ...http.routes import Router
from .. import paging
from ..buckets import Bucket
from ..conditions import Conditions
from ..errors import invalid
from ..inputs import BucketInput
from ..names import project_number
from ..resources import Resource, bucket_resource, location_type
from ..store import Store
from .answers import base_of, body_of, guarded

_BUCKET = "/storage/v1/b/{bucket}"


class BucketApi:
    """Create, read, list, change and delete buckets."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_routes(self, router: Router) -> None:
        """Register every method."""
        router.add("POST", "/storage/v1/b", guarded(self.insert))
        router.add("GET", "/storage/v1/b", guarded(self.list))
        router.add("GET", _BUCKET, guarded(self.get))
        router.add("PATCH", _BUCKET, guarded(self.patch))
        router.add("PUT", _BUCKET, guarded(self.update))
        router.add("DELETE", _BUCKET, guarded(self.delete))
        router.add("GET", f"{_BUCKET}/storageLayout", guarded(self.storage_layout))
        router.add("GET", "/storage/v1/projects/{project}/serviceAccount", guarded(self.service_account))

    async def insert(self, request: Request) -> Response:
        """buckets.insert."""
        project = _project(request)
        return _answer(request, self._store.buckets.insert(project, await body_of(request, BucketInput)))

    async def list(self, request: Request) -> Response:
        """buckets.list."""
        limit = paging.limit_of(request.query, 1000)
        found = self._store.buckets.list(
            _project(request), request.query.get("prefix", ""), paging.start_of(request.query), limit + 1
        )
        body: Resource = {"kind": "storage#buckets"}
        if found[:limit]:
            body["items"] = [bucket_resource(bucket, base_of(request)) for bucket in found[:limit]]
        if len(found) > limit:
            body["nextPageToken"] = paging.token(found[limit].name)
        return json_response(body)

    async def get(self, request: Request, bucket: str) -> Response:
        """buckets.get."""
        found = self._store.buckets.get(bucket)
        Conditions.of(request).check_read(0, found.metageneration)
        return _answer(request, found)

    async def patch(self, request: Request, bucket: str) -> Response:
        """buckets.patch."""
        given = await body_of(request, BucketInput)
        return _answer(request, self._store.buckets.patch(bucket, given, Conditions.of(request)))

    async def update(self, request: Request, bucket: str) -> Response:
        """buckets.update."""
        given = await body_of(request, BucketInput)
        conditions = Conditions.of(request)
        return _answer(request, self._store.buckets.patch(bucket, given, conditions, replace=True))

    async def delete(self, request: Request, bucket: str) -> Response:
        """buckets.delete."""
        self._store.buckets.delete(bucket, Conditions.of(request))
        return Response(204)

    async def storage_layout(self, request: Request, bucket: str) -> Response:
        """buckets.getStorageLayout."""
        found = self._store.buckets.get(bucket)
        return json_response(
            {
                "kind": "storage#storageLayout",
                "bucket": bucket,
                "location": found.location,
                "locationType": location_type(found),
                "hierarchicalNamespace": {"enabled": False},
            }
        )

    async def service_account(self, request: Request, project: str) -> Response:
        """projects.serviceAccount.get."""
        email = f"service-{project_number(project)}@gs-project-accounts.iam.gserviceaccount.com"
        return json_response({"kind": "storage#serviceAccount", "email_address": email})


def _answer(request: Request, bucket: Bucket) -> Response:
    return json_response(bucket_resource(bucket, base_of(request)))


def _project(request: Request) -> str:
    project = request.query.get("project", "")
    if not project:
        raise invalid("The query must name a project: ?project=PROJECT_ID.")
    return project
