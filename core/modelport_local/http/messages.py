"""What a handler is given and what it answers: requests, responses and errors."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qsl

import msgspec

from .body import Body
from .errors import HttpError as HttpError
from .gzipping import gunzipped, gunzipped_stream

JSON = "application/json; charset=UTF-8"
_encode = msgspec.json.Encoder().encode


class Request:
    """One request; `path` is raw (percent-encoded, without the query), header names are lower case.

    An old one is of HTTP/1.0: its connection lasts only where both sides say so, and it knows no chunks.
    """

    __slots__ = (
        "_query",
        "body",
        "headers",
        "host",
        "is_old",
        "keep_alive",
        "method",
        "path",
        "query_string",
        "scheme",
    )

    def __init__(
        self,
        method: str,
        path: str,
        query_string: str,
        headers: dict[str, str],
        host: str,
        body: Body,
        keep_alive: bool = True,
        scheme: str = "http",
        is_old: bool = False,
    ) -> None:
        self.method = method
        self.path = path
        self.query_string = query_string
        self.headers = headers
        self.host = host
        self.body = body
        self.keep_alive = keep_alive
        self.scheme = scheme
        self.is_old = is_old
        self._query: dict[str, str] | None = None

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters, decoded; of a repeated one the last; raises HttpError 400."""
        if self._query is None:
            self._query = parameters_in(self.query_string) if self.query_string else {}
        return self._query

    @property
    def connection(self) -> str:
        """What the answer says of the connection, "" where that need not be said."""
        if not self.keep_alive:
            return "close"
        return "keep-alive" if self.is_old else ""

    @property
    def whole_body(self) -> bytes | None:
        """The body if all of it is here already, for handlers that are plain functions; else None."""
        return self.body.whole()

    def stream(self) -> AsyncIterator[bytes]:
        """The body piece by piece, gzip undone; raises HttpError 400, 415 for another coding, ClientGone."""
        coding = self.headers.get("content-encoding", "identity").lower()
        if coding not in ("identity", "gzip"):
            raise HttpError(
                415, "unsupportedMediaType", f"A body in the coding {coding[:50]!r} cannot be read. Use gzip."
            )
        return gunzipped_stream(self.body.stream()) if coding == "gzip" else self.body.stream()

    async def read(self, limit: int) -> bytes:
        """The body, gzip undone; raises HttpError 413 past `limit` bytes, ClientGone."""
        data = await self.body.read(limit)
        if data and self.headers.get("content-encoding") == "gzip":
            return gunzipped(data, limit)
        return data


def parameters_in(form: str) -> dict[str, str]:
    """The parameters of a query or of a form; raises HttpError 400 for bytes that are not UTF-8."""
    try:
        return dict(parse_qsl(form, keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError as error:
        raise HttpError(400, "invalid", "The query holds percent-encoded bytes that are not UTF-8.") from error


@dataclass(frozen=True, slots=True)
class FileRange:
    """`length` bytes of a file from `offset`, sent without holding them in memory."""

    path: Path
    offset: int
    length: int


@dataclass(slots=True)
class Response:
    """An answer; a body of unknown length is an iterator and goes out chunked."""

    status: int = 200
    body: bytes | FileRange | AsyncIterator[bytes] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON


Answer: TypeAlias = Response | Awaitable[Response]
"""What a handler gives: a response at once, a future (cheap), or a coroutine (gets a task)."""


def json_response(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`value` as JSON."""
    return Response(status, _encode(value), headers or {})
