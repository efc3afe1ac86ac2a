"""Uploads in parts: begin, put parts in any order and at once, list them, complete or abort."""

import base64
import sqlite3
from collections.abc import Sequence

from ...http.messages import HttpError, Request, Response
from ..conditions import whole_number
from ..multiparts import Multipart, Part, PartLost
from ..names import checked_object_name
from ..objects import StoredObject, Target
from ..store import Store
from .documents import CONTENT_TYPE, malformed, parsed, xml_response
from .errors import no_such_upload
from .headers import announced_by, attributes_in, conditions_in, headers_of

MAX_PARTS = 10_000
LEAST_SIZE = 5 * 1024 * 1024
"""Bytes of every part but the last."""
_MAX_DOCUMENT = 4 * 1024 * 1024


class MultipartApi:
    """The handlers; the bucket has been checked already."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def initiate(self, request: Request, bucket: str, name: str) -> Response:
        """POST with `?uploads`: the document names the upload's id."""
        id = self._store.multiparts.start(bucket, checked_object_name(name), attributes_in(request.headers))
        return xml_response("InitiateMultipartUploadResult", [("Bucket", bucket), ("Key", name), ("UploadId", id)])

    async def put(self, request: Request, bucket: str, name: str) -> Response:
        """PUT with `?partNumber=N&uploadId=ID`; a part that is sent again replaces the earlier one."""
        upload, number = self._open(request, bucket, name), _number(request)
        incoming = self._store.blobs.incoming()
        try:
            incoming.write(b"")
            async for data in request.body.stream():
                await incoming.append(data)
            announced_by(request).check(incoming.content())
            part = self._store.multiparts.keep(upload.id, number, incoming)
            if part is None:
                raise no_such_upload()
        except BaseException:
            incoming.discard()
            raise
        return Response(200, b"", {"ETag": _etag(part), "x-goog-hash": f"crc32c={part.crc32c},md5={part.md5}"})

    def parts(self, request: Request, bucket: str, name: str) -> Response:
        """GET with `?uploadId=ID`: what arrived, from `part-number-marker` on."""
        upload = self._open(request, bucket, name)
        after, limit = whole_number(request.query, "part-number-marker") or 0, _limit(request)
        found = [part for part in self._store.multiparts.parts(upload.id) if part.number > after]
        rest = len(found) > limit
        found = found[:limit]
        head = [
            ("Bucket", bucket), ("Key", name), ("UploadId", upload.id), ("PartNumberMarker", str(after)),
            ("NextPartNumberMarker", str(found[-1].number if found else after)), ("MaxParts", str(limit)),
            ("IsTruncated", str(rest).lower()),
        ]  # fmt: skip
        return xml_response("ListPartsResult", [*head, *(("Part", _described(part)) for part in found)])

    def abort(self, request: Request, bucket: str, name: str) -> Response:
        """DELETE with `?uploadId=ID`."""
        self._store.multiparts.abort(self._open(request, bucket, name).id)
        return Response(204)

    async def complete(self, request: Request, bucket: str, name: str) -> Response:
        """POST with `?uploadId=ID` and the parts in the body; asked again, it gives the same answer."""
        wanted = _wanted(await request.body.read(_MAX_DOCUMENT))
        upload = self._find(request, bucket, name)
        async with upload.lock:
            upload = self._find(request, bucket, name)
            if upload.result is not None:
                return Response(200, upload.result, {}, CONTENT_TYPE)
            parts = _chosen(wanted, self._store.multiparts.parts(upload.id))
            return await self._joined(request, upload, parts)

    async def _joined(self, request: Request, upload: Multipart, parts: Sequence[Part]) -> Response:
        store = self._store
        target = Target(upload.bucket, upload.name, upload.attributes, conditions_in(request))
        store.objects.check(target)
        try:
            joined, content = await store.multiparts.join(parts)
        except PartLost as lost:
            raise _invalid_part(lost.number, "its bytes are not on the disk any more") from lost
        answers: list[Response] = []
        files: list[str] = []

        def finish(stored: StoredObject) -> None:
            answer = _completed(request, stored)
            assert isinstance(answer.body, bytes)
            answers.append(answer)
            files.extend(store.multiparts.finish(upload.id, answer.body))

        try:
            if store.multiparts.find(upload.id) is None:
                raise no_such_upload()
            blob = store.blobs.adopt(joined)
        except (HttpError, OSError, sqlite3.Error):
            joined.discard()
            raise
        store.objects.put(target, content, blob, within=finish)
        store.multiparts.discard(files)
        await store.commits.forced()
        return answers[0]

    def _find(self, request: Request, bucket: str, name: str) -> Multipart:
        upload = self._store.multiparts.find(request.query["uploadId"])
        if upload is None or (upload.bucket, upload.name) != (bucket, name):
            raise no_such_upload()
        return upload

    def _open(self, request: Request, bucket: str, name: str) -> Multipart:
        upload = self._find(request, bucket, name)
        if upload.result is not None:
            raise no_such_upload()
        return upload


def _number(request: Request) -> int:
    number = whole_number(request.query, "partNumber")
    if number is None or not 1 <= number <= MAX_PARTS:
        raise HttpError(400, "InvalidArgument", f"partNumber must be a whole number from 1 to {MAX_PARTS}.")
    return number


def _limit(request: Request) -> int:
    return min(whole_number(request.query, "max-parts") or 1000, 1000)


def _etag(part: Part) -> str:
    return f'"{base64.b64decode(part.md5).hex()}"'


def _described(part: Part) -> list[tuple[str, str]]:
    return [
        ("PartNumber", str(part.number)), ("LastModified", part.updated), ("ETag", _etag(part)),
        ("Size", str(part.size)),
    ]  # fmt: skip


def _wanted(body: bytes) -> list[tuple[int, str]]:
    """Numbers and etags of the parts to join; raises HttpError 400."""
    wanted = []
    for part in parsed(body, "CompleteMultipartUpload").findall("Part"):
        number, tag = part.findtext("PartNumber", "").strip(), part.findtext("ETag", "").strip()
        if not (number.isascii() and number.isdigit() and len(number) < 6 and tag):
            raise malformed("each Part needs a PartNumber and an ETag")
        wanted.append((int(number), tag))
    if not 1 <= len(wanted) <= MAX_PARTS:
        raise malformed(f"it names {len(wanted)} parts, and 1 to {MAX_PARTS} are possible")
    return wanted


def _chosen(wanted: Sequence[tuple[int, str]], arrived: Sequence[Part]) -> list[Part]:
    """The parts that are wanted; raises HttpError 400 where one is missing, another one, too small or out of order."""
    numbers = [number for number, _ in wanted]
    if numbers != sorted(set(numbers)):
        raise HttpError(400, "InvalidPartOrder", "The parts must be named in the order of their numbers, each once.")
    known = {part.number: part for part in arrived}
    for number, tag in wanted:
        if number not in known:
            raise _invalid_part(number, "it has not arrived")
        if tag.strip('"').lower() != _etag(known[number]).strip('"'):
            raise _invalid_part(number, f"what arrived has the ETag {_etag(known[number])}")
    chosen = [known[number] for number in numbers]
    for part in chosen[:-1]:
        if part.size < LEAST_SIZE:
            text = f"Part {part.number} has {part.size} bytes; every part but the last needs {LEAST_SIZE}."
            raise HttpError(400, "EntityTooSmall", f"{text} Send larger parts (chunk_size in google-cloud-storage).")
    return chosen


def _invalid_part(number: int, reason: str) -> HttpError:
    return HttpError(400, "InvalidPart", f"Part {number} cannot be used: {reason}. Send it again, then complete.")


def _completed(request: Request, stored: StoredObject) -> Response:
    place = f"{request.scheme}://{request.host}{request.path}"
    tag = f'"{stored.generation}"'
    content = [("Location", place), ("Bucket", stored.bucket), ("Key", stored.name), ("ETag", tag)]
    return xml_response("CompleteMultipartUploadResult", content, headers=headers_of(stored))
