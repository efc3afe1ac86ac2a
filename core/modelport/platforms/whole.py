"""A file that fits into one request: a multipart upload by Cloud Storage's JSON API, checksum included."""

import json
import secrets
from typing import Any
from urllib.parse import quote

import google.api_core.exceptions
import requests
from google.auth.transport.requests import AuthorizedSession

from .reading import CountingReader
from .resumable import CHUNK_BYTES, TIMEOUT_SECONDS
from .session import Session

CONTENT_TYPE = "application/octet-stream"


def send_whole(
    session: Session, http: AuthorizedSession, reader: CountingReader, bucket: str, name: str, replaces: int
) -> dict[str, Any]:
    """The object's resource; raises foreign errors. `replaces` is the generation that is there, 0 for none."""
    data = reader.chunk(0, CHUNK_BYTES)
    metadata = {"name": name, "contentType": CONTENT_TYPE, "crc32c": reader.crc32c}
    boundary = secrets.token_hex(16)
    answer: requests.Response = http.post(
        f"{session.storage_url}/upload/storage/v1/b/{quote(bucket, safe='')}/o",
        params={"uploadType": "multipart", "ifGenerationMatch": str(replaces)},
        data=_multipart(boundary, json.dumps(metadata).encode(), data),
        headers={"Content-Type": f"multipart/related; boundary={boundary}"},
        timeout=TIMEOUT_SECONDS,
        allow_redirects=False,
    )
    if answer.status_code != 200:
        raise google.api_core.exceptions.from_http_response(answer)  # type: ignore[no-untyped-call]
    resource: dict[str, Any] = answer.json()
    return resource


def _multipart(boundary: str, metadata: bytes, data: bytes) -> bytes:
    """Both parts in one copy of the data."""
    start = f"--{boundary}\r\nContent-Type: "
    return b"".join(
        (
            f"{start}application/json; charset=UTF-8\r\n\r\n".encode(),
            metadata,
            f"\r\n{start}{CONTENT_TYPE}\r\n\r\n".encode(),
            data,
            f"\r\n--{boundary}--\r\n".encode(),
        )
    )
