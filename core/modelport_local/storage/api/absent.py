"""What Cloud Storage has and the platform has not: lists are empty, one of it is not found, none can be made."""

from ...http.messages import Answer, HttpError, Request, Response, json_response
from ...http.routes import Handler, Router
from ..store import Store

_BUCKET = "/storage/v1/b/{bucket}"
_OBJECT = _BUCKET + "/o/{name}"
_COLLECTIONS = (
    (f"{_BUCKET}/managedFolders", "managedFolders", "Managed folders"),
    (f"{_BUCKET}/folders", "folders", "Folders of a hierarchical namespace"),
    (f"{_BUCKET}/notificationConfigs", "notifications", "Notifications"),
    (f"{_BUCKET}/anywhereCaches", "anywhereCaches", "Anywhere caches"),
    (f"{_BUCKET}/rapidCaches", "rapidCaches", "Rapid caches"),
    (f"{_BUCKET}/operations", "operations", "Operations of a bucket"),
    ("/storage/v1/projects/{project}/hmacKeys", "hmacKeysMetadata", "HMAC keys"),
)
_BELOW = ("/{id}", "/{id}/{verb}", "/{id}/iam/testPermissions", "/{id}/renameTo/folders/{to_id}")
_SINGLE = (
    ("POST", f"{_BUCKET}/lockRetentionPolicy", "Retention policies"),
    ("POST", f"{_BUCKET}/relocate", "Relocations"),
    ("POST", f"{_BUCKET}/restore", "Deleted buckets"),
    ("POST", f"{_BUCKET}/o/bulkRestore", "Deleted objects"),
    ("POST", f"{_OBJECT}/restore", "Deleted objects"),
    ("GET", f"{_OBJECT}/viewFullContext", "Contexts of objects"),
)


class AbsentApi:
    """Every method on what there is none of."""

    def __init__(self, store: Store) -> None:
        self._buckets = store.buckets

    def add_routes(self, router: Router) -> None:
        """Register every method."""
        for path, kind, what in _COLLECTIONS:
            router.add("GET", path, self._listing(kind))
            router.add("POST", path, self._refusal("notImplemented", what))
            for below in _BELOW:
                for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                    router.add(method, path + below, self._refusal("notFound", what))
        for method, path, what in _SINGLE:
            router.add(method, path, self._refusal("notImplemented", what))

    def _listing(self, kind: str) -> Handler:
        def empty(request: Request, bucket: str = "", **_: str) -> Answer:
            self._check(bucket)
            return json_response({"kind": f"storage#{kind}"})

        return empty

    def _refusal(self, reason: str, what: str) -> Handler:
        """404, even for what is not done here: Google's clients repeat a 501 for half a minute."""

        def refuse(request: Request, bucket: str = "", **_: str) -> Response:
            self._check(bucket)
            raise HttpError(
                404, reason, f"{what} are not part of the embedded platform. Use Google's platform for them."
            )

        return refuse

    def _check(self, bucket: str) -> None:
        if bucket:
            self._buckets.get(bucket)
