"""IAM policies of buckets: kept and returned; the platform has one user, who may do everything."""

from urllib.parse import parse_qs

import msgspec
from msgspec import UNSET, UnsetType

from ...bindings import Binding
from ...http.messages import HttpError, Request, Response, json_response
from ...http.routes import Router
from ..buckets import Bucket
from ..conditions import etag, same_etag
from ..resources import Resource
from ..store import Store
from .answers import body_of, guarded

_BUCKET = "/storage/v1/b/{bucket}"
_IAM = f"{_BUCKET}/iam"
_OBJECT = f"{_BUCKET}/o/{{name}}"
_LISTS = (f"{_BUCKET}/acl", f"{_BUCKET}/defaultObjectAcl", f"{_OBJECT}/acl")
_ACCESS_CONTROLS = (
    *_LISTS,
    *(f"{path}/{{entity}}" for path in _LISTS),
    f"{_OBJECT}/iam",
    f"{_OBJECT}/iam/testPermissions",
)


class Policy(msgspec.Struct, frozen=True):
    """A policy as clients send it."""

    bindings: tuple[Binding, ...] = ()
    etag: str | UnsetType | None = UNSET
    version: int = 1


class IamApi:
    """Read and replace policies."""

    def __init__(self, store: Store) -> None:
        self._buckets = store.buckets

    def add_routes(self, router: Router) -> None:
        """Register every method."""
        router.add("GET", _IAM, guarded(self.get))
        router.add("PUT", _IAM, guarded(self.set))
        router.add("GET", f"{_IAM}/testPermissions", guarded(self.test_permissions))
        for path in _ACCESS_CONTROLS:
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                router.add(method, path, guarded(self.no_access_controls))

    async def get(self, request: Request, bucket: str) -> Response:
        """buckets.getIamPolicy."""
        return json_response(_policy(self._buckets.get(bucket)))

    async def set(self, request: Request, bucket: str) -> Response:
        """buckets.setIamPolicy; raises HttpError 412 for an etag that is not the present one."""
        given = await body_of(request, Policy)
        found = self._buckets.get(bucket)
        if given.etag and not same_etag(given.etag, etag(0, found.metageneration)):
            raise HttpError(
                412, "conditionNotMet", "The policy was changed by someone else. Read it and apply your change again."
            )
        kept = msgspec.json.encode({"bindings": given.bindings, "version": given.version}).decode()
        return json_response(_policy(self._buckets.set_policy(bucket, kept)))

    async def test_permissions(self, request: Request, bucket: str) -> Response:
        """buckets.testIamPermissions: all that are asked for."""
        self._buckets.get(bucket)
        asked = parse_qs(request.query_string).get("permissions", [])
        return json_response({"kind": "storage#testIamPermissionsResponse", "permissions": asked})

    async def no_access_controls(self, request: Request, bucket: str, **_: str) -> Response:
        """Access control lists and policies of objects: uniform bucket-level access rules them out."""
        self._buckets.get(bucket)
        raise HttpError(
            400,
            "invalid",
            f"The bucket {bucket} has uniform bucket-level access, so there are no access control lists, "
            "and objects have no policies. Use the bucket's IAM policy.",
        )


def _policy(bucket: Bucket) -> Resource:
    policy: Resource = {"kind": "storage#policy", "resourceId": f"projects/_/buckets/{bucket.name}"}
    if bucket.policy:
        policy |= msgspec.json.decode(bucket.policy, type=dict[str, object])
    else:
        policy |= {"version": 1, "bindings": _default_bindings(bucket.project)}
    return policy | {"etag": etag(0, bucket.metageneration)}


def _default_bindings(project: str) -> list[Resource]:
    owners = [f"projectEditor:{project}", f"projectOwner:{project}"]
    viewers = [f"projectViewer:{project}"]
    return [
        {"role": "roles/storage.legacyBucketOwner", "members": owners},
        {"role": "roles/storage.legacyBucketReader", "members": viewers},
        {"role": "roles/storage.legacyObjectOwner", "members": owners},
        {"role": "roles/storage.legacyObjectReader", "members": viewers},
    ]
