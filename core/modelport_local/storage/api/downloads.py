"""An object's content, whole or a range of it."""

from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import BinaryIO

from ...http.gzipping import gunzipped_stream
from ...http.messages import FileRange, HttpError, Request, Response
from ..conditions import etag
from ..objects import StoredObject
from ..ranges import asked_range

_BLOCK = 256 * 1024
_HEADERS = {
    "cacheControl": "Cache-Control",
    "contentDisposition": "Content-Disposition",
    "contentEncoding": "Content-Encoding",
    "contentLanguage": "Content-Language",
}


def download(request: Request, stored: StoredObject, path: Path) -> Response:
    """Raises HttpError 416 for a range behind the end."""
    headers = _headers(stored)
    kind = str(stored.attributes.get("contentType", "application/octet-stream"))
    if _is_unzipped_for(request, stored) and _is_gzip(path):
        del headers["Content-Encoding"], headers["Accept-Ranges"]
        headers |= {"Vary": "Accept-Encoding", "Warning": "214 modelport gunzipped"}
        return Response(200, _unzipped(path), headers, kind)
    span = asked_range(request.headers.get("range", ""), stored.size)
    if span is None:
        return Response(200, FileRange(path, 0, stored.size), headers, kind)
    offset, length = span
    headers["Content-Range"] = f"bytes {offset}-{offset + length - 1}/{stored.size}"
    return Response(206, FileRange(path, offset, length), headers, kind)


def _is_unzipped_for(request: Request, stored: StoredObject) -> bool:
    """Whether gzip is to be undone on the way: for readers that do not accept it, always whole, ranges ignored."""
    is_marked = stored.attributes.get("contentEncoding") == "gzip"
    may_change = "no-transform" not in str(stored.attributes.get("cacheControl", ""))
    return is_marked and may_change and "gzip" not in request.headers.get("accept-encoding", "").lower()


def _is_gzip(path: Path) -> bool:
    """Whether the content is what it is marked as: what is not goes out as it is."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


async def _unzipped(path: Path) -> AsyncIterator[bytes]:
    """Raises OSError for a content that is broken."""
    try:
        with path.open("rb") as file:
            async for piece in gunzipped_stream(_blocks(file)):
                yield piece
    except HttpError as error:
        raise OSError(f"the content says that it is gzip: {error.message}") from error


async def _blocks(file: BinaryIO) -> AsyncIterator[bytes]:
    while data := file.read(_BLOCK):
        yield data


def _headers(stored: StoredObject) -> dict[str, str]:
    hashes = f"crc32c={stored.crc32c}" + (f",md5={stored.md5}" if stored.md5 else "")
    updated = datetime.fromisoformat(stored.updated)
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": f'"{etag(stored.generation, stored.metageneration)}"',
        "Last-Modified": format_datetime(updated, usegmt=True),
        "x-goog-generation": str(stored.generation),
        "x-goog-metageneration": str(stored.metageneration),
        "x-goog-storage-class": str(stored.attributes.get("storageClass", "STANDARD")),
        "x-goog-stored-content-encoding": str(stored.attributes.get("contentEncoding", "identity")),
        "x-goog-stored-content-length": str(stored.size),
        "x-goog-hash": hashes,
    }
    headers.update({_HEADERS[key]: str(value) for key, value in stored.attributes.items() if key in _HEADERS})
    return headers
