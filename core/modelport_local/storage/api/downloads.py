"""An object's content, whole or a range of it."""

from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from ...http.messages import FileRange, Request, Response
from ..objects import StoredObject
from ..ranges import asked_range
from ..resources import etag

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
    span = asked_range(request.headers.get("range", ""), stored.size)
    if span is None:
        return Response(200, FileRange(path, 0, stored.size), headers, kind)
    offset, length = span
    headers["Content-Range"] = f"bytes {offset}-{offset + length - 1}/{stored.size}"
    return Response(206, FileRange(path, offset, length), headers, kind)


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
