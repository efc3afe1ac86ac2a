"""Uploads in one request, and the start of resumable ones."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode

from ...http.messages import Request, Response
from ...http.routes import Router
from ..conditions import Conditions, whole_number
from ..errors import invalid
from ..hashes import Announced, announced_in
from ..inputs import ObjectInput, decode, settable
from ..names import checked_object_name
from ..objects import Target
from ..related import read_related
from ..store import Store
from .answers import base_of, body_of, guarded, object_answer
from .resumable import ResumableApi

_PATHS = ("/upload/storage/v1/b/{bucket}/o", "/resumable/upload/storage/v1/b/{bucket}/o")


class UploadApi:
    """objects.insert in its three forms."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._resumable = ResumableApi(store)

    def add_routes(self, router: Router) -> None:
        """Register every method, on both paths that Google's clients use."""
        for path in _PATHS:
            router.add("POST", path, guarded(self.post))
            router.add("PUT", path, guarded(self._resumable.put))
            router.add("DELETE", path, guarded(self._resumable.delete))
        router.add("POST", "/storage/v1/b/{bucket}/o", guarded(self.empty))

    async def post(self, request: Request, bucket: str) -> Response:
        """Raises HttpError 400 for an unknown uploadType, and for a key of the client's own."""
        _check_unencrypted(request)
        match request.query.get("uploadType", ""):
            case "media":
                return await self._media(request, bucket)
            case "multipart":
                return await self._multipart(request, bucket)
            case "resumable" if "upload_id" in request.query:
                return await self._resumable.put(request, bucket)
            case "resumable":
                return await self._start(request, bucket)
            case other:
                raise invalid(f"uploadType must be media, multipart or resumable, not {other[:50]!r}.")

    async def empty(self, request: Request, bucket: str) -> Response:
        """objects.insert with metadata alone: an object without content."""
        given = await body_of(request, ObjectInput)
        return await self._receive(request, bucket, given, "", request.stream())

    async def _media(self, request: Request, bucket: str) -> Response:
        kind = request.headers.get("content-type", "")
        return await self._receive(request, bucket, ObjectInput(), kind, request.stream())

    async def _multipart(self, request: Request, bucket: str) -> Response:
        related = await read_related(request.stream(), request.headers.get("content-type", ""))
        given = decode(related.metadata, ObjectInput)
        return await self._receive(request, bucket, given, related.content_type, related.content)

    async def _receive(
        self, request: Request, bucket: str, given: ObjectInput, content_type: str, stream: AsyncIterator[bytes]
    ) -> Response:
        target = _target(request, bucket, given, content_type)
        return object_answer(request, await self._store.receive(target, _announced(request, given), stream))

    async def _start(self, request: Request, bucket: str) -> Response:
        given = await body_of(request, ObjectInput)
        target = _target(request, bucket, given, request.headers.get("x-upload-content-type", ""))
        self._store.objects.check(target)
        total = whole_number(request.headers, "x-upload-content-length")
        session = self._store.sessions.start(target, _announced(request, given), total)
        fields = {name: value for name, value in request.query.items() if name == "fields"}
        query = urlencode({"uploadType": "resumable", "upload_id": session.id, **fields})
        location = f"{base_of(request)}{request.path}?{query}"
        return Response(200, b"", {"Location": location, "X-GUploader-UploadID": session.id})


def _check_unencrypted(request: Request) -> None:
    if "x-goog-encryption-algorithm" in request.headers or "kmsKeyName" in request.query:
        raise invalid("Encryption keys of your own are not supported. Upload without one.")


def _announced(request: Request, given: ObjectInput) -> Announced:
    return announced_in(request.headers.get("x-goog-hash", ""), given.crc32c or None, given.md5Hash or None)


def _target(request: Request, bucket: str, given: ObjectInput, content_type: str) -> Target:
    name = checked_object_name(given.name or request.query.get("name"))
    attributes = settable(given)
    if content_type and not attributes.get("contentType"):
        attributes["contentType"] = content_type
    if "contentEncoding" in request.query:
        attributes["contentEncoding"] = request.query["contentEncoding"]
    return Target(bucket, name, attributes, Conditions.of(request))
