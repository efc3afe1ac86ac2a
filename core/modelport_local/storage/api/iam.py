"""IAM policies of buckets: kept and returned; the platform has one user, who may do everything."""

import base64
import binascii
from urllib.parse import parse_qs

import msgspec
from msgspec import UNSET, UnsetType

from ...http.messages import HttpError, Request, Response, json_response
from ...http.routes import Router
from ..buckets import Bucket
from ..resources import Resource, etag
from ..store import Store
from .answers import body_of, guarded

_BUCKET = "/storage/v1/b/{bucket}"
_IAM = f"{_BUCKET}/iam"
_ACCESS_CONTROLS = (f"{_BUCKET}/acl", f"{_BUCKET}/defaultObjectAcl", f"{_BUCKET}/o/{{name}}/acl")


class Policy(msgspec.Struct, frozen=True):
    """A policy as clients send it."""

    bindings: list[dict[str, object]] = []
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
            for method in ("GET", "POST"):
                router.add(method, path, guarded(self.no_access_controls))

    async def get(self, request: Request, bucket: str) -> Response:
        """buckets.getIamPolicy."""
        return json_response(_policy(self._buckets.get(bucket)))

    async def set(self, request: Request, bucket: str) -> Response:
        """buckets.setIamPolicy; raises HttpError 412 for an etag that is not the present one."""
        given = await body_of(request, Policy)
        found = self._buckets.get(bucket)
        if given.etag and _bytes(given.etag) != _bytes(etag(found.metageneration)):
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

    async def no_access_controls(self, request: Request, bucket: str, name: str = "") -> Response:
        """Access control lists: every bucket has uniform bucket-level access, which rules them out."""
        self._buckets.get(bucket)
        raise HttpError(
            400,
            "invalid",
            f"The bucket {bucket} has uniform bucket-level access, so there are no access control lists. "
            "Use its IAM policy.",
        )


def _policy(bucket: Bucket) -> Resource:
    policy: Resource = {"kind": "storage#policy", "resourceId": f"projects/_/buckets/{bucket.name}"}
    if bucket.policy:
        policy |= msgspec.json.decode(bucket.policy, type=dict[str, object])
    else:
        policy |= {"version": 1, "bindings": _default_bindings(bucket.project)}
    return policy | {"etag": etag(bucket.metageneration)}


def _default_bindings(project: str) -> list[Resource]:
    owners = [f"projectEditor:{project}", f"projectOwner:{project}"]
    viewers = [f"projectViewer:{project}"]
    return [
        {"role": "roles/storage.legacyBucketOwner", "members": owners},
        {"role": "roles/storage.legacyBucketReader", "members": viewers},
        {"role": "roles/storage.legacyObjectOwner", "members": owners},
        {"role": "roles/storage.legacyObjectReader", "members": viewers},
    ]


def _bytes(text: str) -> bytes:
    """An etag's bytes: gcloud returns it in the URL-safe alphabet."""
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        return text.encode("utf-8", "replace")
