"""Objects under `/BUCKET/NAME`: read, write and delete, and the way to uploads in parts."""

from ...http.messages import Request, Response
from ...http.routes import Router
from ..api.answers import guarded
from ..api.downloads import download
from ..conditions import etag, whole_number
from ..names import checked_object_name
from ..objects import Target
from ..store import Store
from .errors import no_such_bucket, not_implemented
from .headers import announced_by, attributes_in, conditions_in, custom_headers, headers_of
from .multipart import MultipartApi

_OBJECT = "/{bucket}/{name...}"
_PLAIN = ("X-Goog-", "x-goog-", "generation", "key", "prettyPrint", "alt", "userProject")
"""What the query of a plain call on an object may hold, by beginnings; anything else names another resource of it."""


class XmlObjectApi:
    """The handlers; what names an upload in parts is passed on."""

    def __init__(self, store: Store, multipart: MultipartApi) -> None:
        self._store = store
        self._multipart = multipart

    def add_routes(self, router: Router) -> None:
        """Register every method."""
        for method in ("GET", "PUT", "POST", "DELETE"):
            router.add(method, "/{bucket}", guarded(self.refuse))
        router.add("GET", _OBJECT, guarded(self.get))
        router.add("PUT", _OBJECT, guarded(self.put))
        router.add("POST", _OBJECT, guarded(self.post))
        router.add("DELETE", _OBJECT, guarded(self.delete))

    async def refuse(self, request: Request, bucket: str) -> Response:
        """Raises HttpError 404 for no bucket, 501."""
        self._check(bucket)
        raise not_implemented("Calls on a bucket")

    async def get(self, request: Request, bucket: str, name: str) -> Response:
        """The content, or the parts of an upload; HEAD is answered likewise."""
        self._check(bucket)
        if "uploadId" in request.query:
            return self._multipart.parts(request, bucket, name)
        _check_plain(request)
        stored = self._store.objects.get(bucket, name, whole_number(request.query, "generation"))
        conditions_in(request).check_read(stored.generation, stored.metageneration)
        response = download(request, stored, self._store.blobs.path(stored.blob))
        response.headers = {**response.headers, **custom_headers(stored)}
        return response

    async def put(self, request: Request, bucket: str, name: str) -> Response:
        """An object in one request, or a part of an upload."""
        self._check(bucket)
        if "uploadId" in request.query:
            return await self._multipart.put(request, bucket, name)
        _check_plain(request)
        if "x-goog-copy-source" in request.headers:
            raise not_implemented("Copies")
        attributes = attributes_in(request.headers)
        target = Target(bucket, checked_object_name(name), attributes, conditions_in(request))
        stored = await self._store.receive(target, announced_by(request), request.body.stream())
        tag = etag(stored.generation, stored.metageneration)
        return Response(200, b"", {"ETag": f'"{tag}"', **headers_of(stored)})

    async def post(self, request: Request, bucket: str, name: str) -> Response:
        """Begin or complete an upload in parts."""
        self._check(bucket)
        if "uploads" in request.query:
            return self._multipart.initiate(request, bucket, name)
        if "uploadId" in request.query:
            return await self._multipart.complete(request, bucket, name)
        raise not_implemented("Other uploads by POST")

    async def delete(self, request: Request, bucket: str, name: str) -> Response:
        """Delete the object, or abort an upload."""
        self._check(bucket)
        if "uploadId" in request.query:
            return self._multipart.abort(request, bucket, name)
        _check_plain(request)
        target = Target(bucket, name, {}, conditions_in(request))
        self._store.objects.delete(target, whole_number(request.query, "generation"))
        return Response(204)

    def _check(self, bucket: str) -> None:
        if not self._store.buckets.exists(bucket):
            raise no_such_bucket(bucket)


def _check_plain(request: Request) -> None:
    other = next((name for name in request.query if not name.startswith(_PLAIN)), None)
    if other is not None:
        raise not_implemented(f"Calls with {other[:50]!r} in the query")
