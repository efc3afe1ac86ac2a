"""Uploads in one request, and the start of resumable ones."""

from urllib.parse import quote

from ...http.messages import HttpError, Request, Response
from ...http.routes import Router
from ..conditions import Conditions, whole_number
from ..errors import invalid
from ..hashes import announced_in
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

    async def post(self, request: Request, bucket: str) -> Response:
        """Raises HttpError 400 for an unknown uploadType, 501 for what would be stored wrongly."""
        _check_supported(request)
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

    async def _media(self, request: Request, bucket: str) -> Response:
        target = _target(request, bucket, ObjectInput(), request.headers.get("content-type", ""))
        announced = announced_in(request.headers.get("x-goog-hash", ""))
        return object_answer(request, await self._store.receive(target, announced, request.stream()))

    async def _multipart(self, request: Request, bucket: str) -> Response:
        self._store.buckets.get(bucket)
        related = await read_related(request.stream(), request.headers.get("content-type", ""))
        given = decode(related.metadata, ObjectInput)
        target = _target(request, bucket, given, related.content_type)
        announced = announced_in(request.headers.get("x-goog-hash", ""), given.crc32c or None, given.md5Hash or None)
        return object_answer(request, await self._store.receive(target, announced, related.content))

    async def _start(self, request: Request, bucket: str) -> Response:
        given = await body_of(request, ObjectInput)
        target = _target(request, bucket, given, request.headers.get("x-upload-content-type", ""))
        self._store.objects.check(target)
        announced = announced_in(request.headers.get("x-goog-hash", ""), given.crc32c or None, given.md5Hash or None)
        total = whole_number(request.headers, "x-upload-content-length")
        session = self._store.sessions.start(target, announced, total)
        query = f"uploadType=resumable&upload_id={quote(session.id)}"
        location = f"{base_of(request)}{request.path}?{query}"
        return Response(200, b"", {"Location": location, "X-GUploader-UploadID": session.id})


def _check_supported(request: Request) -> None:
    """Refuse bodies that would have to be decompressed or encrypted on arrival."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise HttpError(501, "notImplemented", "Compressed uploads are not supported. Send the body as it is.")
    if "x-goog-encryption-algorithm" in request.headers:
        raise HttpError(501, "notImplemented", "Encryption keys of your own are not supported. Upload without one.")


def _target(request: Request, bucket: str, given: ObjectInput, content_type: str) -> Target:
    name = checked_object_name(given.name or request.query.get("name"))
    attributes = settable(given)
    if content_type and not attributes.get("contentType"):
        attributes["contentType"] = content_type
    if "contentEncoding" in request.query:
        attributes["contentEncoding"] = request.query["contentEncoding"]
    return Target(bucket, name, attributes, Conditions.of(request.query))
