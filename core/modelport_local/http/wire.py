"""Bytes of HTTP/1.1: heads of responses, targets of requests."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PHRASES = {status.value: status.phrase for status in HTTPStatus} | {
    308: "Resume Incomplete",
    499: "Client Closed Request",
}
_STATUS_LINES = {code: f"HTTP/1.1 {code} {phrase}\r\n" for code, phrase in _PHRASES.items()}


CHUNKED = "Transfer-Encoding: chunked\r\n"
UNTIL_CLOSED = ""
"""How a body of unknown length is framed."""


def head(status: int, content_type: str, length: int | str, headers: Mapping[str, str], connection: str = "") -> bytes:
    """A response's head; `length` may be CHUNKED or UNTIL_CLOSED, and control characters never leave."""
    size = length if isinstance(length, str) else f"Content-Length: {length}\r\n"
    text = _STATUS_LINES.get(status) or f"HTTP/1.1 {status} Unknown\r\n"
    if not has_body(status):
        size = content_type = ""
    if content_type:
        text += f"Content-Type: {_clean(content_type)}\r\n"
    text += size
    for name, value in headers.items():
        text += f"{_clean(name)}: {_clean(value)}\r\n"
    if connection:
        text += f"Connection: {connection}\r\n"
    return (text + "\r\n").encode()


def has_body(status: int) -> bool:
    """Whether a response of this status may have a body."""
    return status not in (204, 304)


def _clean(value: str) -> str:
    return _CONTROL.sub(" ", value)


def chunk(data: bytes) -> bytes:
    """`data` framed as one chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def split_target(method: str, target: bytes, host: str) -> tuple[str, str, str]:
    """Path, query and host of a request target; one in absolute form (sent to a proxy) brings its own host.

    The target of CONNECT is a host alone. Raises ValueError for one that is neither a path nor an http URL.
    """
    text = target.decode("ascii")
    if method == "CONNECT":
        return "", "", text
    if not text.startswith("/"):
        parts = urlsplit(text)
        if parts.scheme != "http" or not parts.netloc or "@" in parts.netloc:
            raise ValueError("neither a path nor an http URL")
        host = parts.netloc
        text = text[len("http://") + len(parts.netloc) :] or "/"
    path, _, query = text.partition("#")[0].partition("?")
    return path or "/", query, host
