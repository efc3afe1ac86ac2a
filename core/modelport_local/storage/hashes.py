"""CRC32C and MD5 as Cloud Storage writes them: base64 of the big-endian bytes."""

import base64
import hashlib
import re
import struct
from dataclasses import dataclass

import google_crc32c

from ..http.messages import HttpError


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of stored bytes; a composed object has no MD5."""

    size: int
    crc32c: str
    md5: str | None


class HashMismatch(HttpError):
    """The bytes received are not those that were sent."""

    def __init__(self, kind: str, found: str, announced: str) -> None:
        super().__init__(
            400,
            "invalid",
            f"The {kind} of the bytes received is {found}, but the request announced {announced}: "
            "they changed on the way. Nothing was stored; upload again.",
        )


@dataclass(frozen=True, slots=True)
class Announced:
    """Hashes that a client says its bytes have."""

    crc32c: str | None = None
    md5: str | None = None

    def check(self, content: Content) -> None:
        """Raises HashMismatch (an HttpError 400) where the content has another hash."""
        for kind, announced, found in (("CRC32C", self.crc32c, content.crc32c), ("MD5", self.md5, content.md5)):
            if announced and found and announced != found:
                raise HashMismatch(kind, found, announced)


class Digest:
    """Both hashes of bytes that come in pieces."""

    __slots__ = ("_crc", "_md5", "size")

    def __init__(self) -> None:
        self._crc = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        self.size = 0

    def update(self, data: bytes) -> None:
        """Take the next piece."""
        self._crc = google_crc32c.extend(self._crc, data)
        self._md5.update(data)
        self.size += len(data)

    def content(self, *, md5: bool = True) -> Content:
        """Size and hashes so far."""
        crc = base64.b64encode(struct.pack(">I", self._crc)).decode()
        return Content(self.size, crc, base64.b64encode(self._md5.digest()).decode() if md5 else None)


def announced_in(header: str, crc32c: str | None = None, md5: str | None = None) -> Announced:
    """Hashes of an X-Goog-Hash header (`crc32c=...,md5=...`), else those given."""
    found = dict(re.findall(r"(crc32c|md5)=([A-Za-z0-9+/_-]+={0,2})", header))
    return Announced(found.get("crc32c", crc32c), found.get("md5", md5))
