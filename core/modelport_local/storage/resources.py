"""Rows as JSON resources: 64-bit numbers are strings, links are built from the request's own host."""

from urllib.parse import quote

from .buckets import Bucket
from .conditions import etag
from .names import project_number
from .objects import StoredObject

Resource = dict[str, object]

_MULTI_REGIONS = ("US", "EU", "ASIA")


def bucket_resource(bucket: Bucket, base: str) -> Resource:
    """A bucket as `storage#bucket`; `base` is such as `http://127.0.0.1:8080`."""
    uniform = {"enabled": True, "lockedTime": bucket.created}
    access = {"publicAccessPrevention": "inherited"} | _settings(bucket.attributes.get("iamConfiguration"))
    return {
        "kind": "storage#bucket",
        "softDeletePolicy": {"retentionDurationSeconds": "0"},
        **bucket.attributes,
        "iamConfiguration": {**access, "uniformBucketLevelAccess": uniform, "bucketPolicyOnly": uniform},
        "id": bucket.name,
        "name": bucket.name,
        "selfLink": f"{base}/storage/v1/b/{bucket.name}",
        "projectNumber": project_number(bucket.project),
        "metageneration": str(bucket.metageneration),
        "location": bucket.location,
        "locationType": location_type(bucket),
        "timeCreated": bucket.created,
        "updated": bucket.updated,
        "etag": etag(0, bucket.metageneration),
    }


def _settings(value: object) -> Resource:
    return value if isinstance(value, dict) else {}


def location_type(bucket: Bucket) -> str:
    """`multi-region` or `region`."""
    return "multi-region" if bucket.location in _MULTI_REGIONS else "region"


def object_resource(stored: StoredObject, base: str) -> Resource:
    """An object as `storage#object`."""
    bucket, name = stored.bucket, quote(stored.name, safe="")
    path = f"storage/v1/b/{bucket}/o/{name}"
    resource: Resource = {
        "contentType": "application/octet-stream",
        "storageClass": "STANDARD",
        **stored.attributes,
        "kind": "storage#object",
        "id": f"{bucket}/{stored.name}/{stored.generation}",
        "selfLink": f"{base}/{path}",
        "mediaLink": f"{base}/download/{path}?generation={stored.generation}&alt=media",
        "name": stored.name,
        "bucket": bucket,
        "generation": str(stored.generation),
        "metageneration": str(stored.metageneration),
        "size": str(stored.size),
        "crc32c": stored.crc32c,
        "etag": etag(stored.generation, stored.metageneration),
        "timeCreated": stored.created,
        "updated": stored.updated,
        "timeStorageClassUpdated": stored.created,
        "timeFinalized": stored.created,
    }
    if stored.md5:
        resource["md5Hash"] = stored.md5
    if stored.components:
        resource["componentCount"] = stored.components
    return resource
