"""A file that fits into one request: a multipart upload by Cloud Storage's JSON API, checksum included."""

import json
import secrets

from .destination import CONTENT_TYPE, Destination
from .exchange import Exchange
from .reading import CountingReader
from .resumable import CHUNK_BYTES


def send_whole(exchange: Exchange, reader: CountingReader, to: Destination) -> object:
    """The object's resource; raises foreign errors."""
    data = reader.chunk(0, CHUNK_BYTES)
    metadata = {"name": to.name, "contentType": CONTENT_TYPE, "crc32c": reader.crc32c}
    boundary = secrets.token_hex(16)
    answer = exchange.send(
        "POST",
        to.url("multipart"),
        _multipart(boundary, json.dumps(metadata).encode(), data),
        {"Content-Type": f"multipart/related; boundary={boundary}"},
    )
    return answer.json()


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
