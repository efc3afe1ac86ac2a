"""`multipart/related` uploads: JSON metadata, then the content, which is passed on while it arrives.

Google's clients frame with CRLF or with a bare LF, and quote the boundary with either quote or none.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from .errors import invalid
from .inputs import MAX_JSON

_HEADER_LIMIT = 16 * 1024
_CONTENT_TYPE = re.compile(rb"^content-type:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Related:
    """Both parts; `content_type` is the second part's, or ""."""

    metadata: bytes
    content_type: str
    content: AsyncIterator[bytes]


def boundary_of(content_type: str) -> bytes:
    """The boundary of a multipart content type; raises HttpError 400."""
    found = re.search(r"""boundary=(?:"([^"]+)"|'([^']+)'|([^\s;]+))""", content_type, re.IGNORECASE)
    if not found or not content_type.lower().startswith("multipart/"):
        raise invalid("A multipart upload needs a Content-Type of multipart/related with a boundary.")
    return next(group for group in found.groups() if group).encode("latin-1", "replace")


async def read_related(stream: AsyncIterator[bytes], content_type: str) -> Related:
    """Read up to the content, and leave that in the stream; raises HttpError 400, ClientGone."""
    parts = _Parts(stream, b"--" + boundary_of(content_type))
    await parts.skip_first_line()
    await parts.headers()
    metadata = await parts.small_part()
    header = _CONTENT_TYPE.search(await parts.headers())
    return Related(metadata, header[1].decode("latin-1").strip() if header else "", parts.content())


class _Parts:
    def __init__(self, stream: AsyncIterator[bytes], dashed: bytes) -> None:
        self._stream = stream
        self._dashed = dashed
        self._delimiter = dashed
        self._held = b""
        self._at = 0

    async def skip_first_line(self) -> None:
        """The first boundary's line shows how lines end."""
        line = await self._until(b"\n", _HEADER_LIMIT)
        while line.rstrip() != self._dashed:
            line = await self._until(b"\n", _HEADER_LIMIT)
        self._delimiter = (b"\r\n" if line.endswith(b"\r") else b"\n") + self._dashed

    async def headers(self) -> bytes:
        """The header lines of a part."""
        lines = []
        while line := (await self._until(b"\n", _HEADER_LIMIT)).rstrip(b"\r"):
            lines.append(line)
        return b"\n".join(lines)

    async def small_part(self) -> bytes:
        """A part's whole content, and the end of the boundary's line."""
        part = await self._until(self._delimiter, MAX_JSON)
        if (await self._until(b"\n", _HEADER_LIMIT)).strip():
            raise invalid("The multipart body ends after its metadata: the content is missing.")
        return part

    async def content(self) -> AsyncIterator[bytes]:
        """The last part's content; what follows its closing boundary is ignored."""
        end = self._delimiter + b"--"
        while (found := self._held.find(end, self._at)) < 0:
            sure = len(self._held) - len(end) + 1
            if sure > self._at:
                yield self._held[self._at : sure]
                self._at = sure
            await self._more()
        if found > self._at:
            yield self._held[self._at : found]
        async for _ in self._stream:
            pass

    async def _until(self, mark: bytes, limit: int) -> bytes:
        while (found := self._held.find(mark, self._at)) < 0:
            if len(self._held) - self._at > limit:
                raise invalid("The multipart body's headers or metadata are too long.")
            await self._more()
        start, self._at = self._at, found + len(mark)
        return self._held[start:found]

    async def _more(self) -> None:
        try:
            self._held = self._held[self._at :] + await anext(self._stream)
            self._at = 0
        except StopAsyncIteration:
            raise invalid("The multipart body ends before its closing boundary.") from None
