"""Requests byte for byte in the form in which Google's clients were seen to send them, and a socket to replay them."""

import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modelport.platforms.local import LocalPlatform
from waiting import PATIENCE_SECONDS


@dataclass(frozen=True)
class Reply:
    """One answer; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body's value."""
        return json.loads(self.body)


class Wire:
    """One connection to a platform, plain or inside TLS."""

    def __init__(self, platform: LocalPlatform, connection: socket.socket) -> None:
        self._platform = platform
        self._socket = connection
        self._file = connection.makefile("rb")

    @classmethod
    def plain(cls, platform: LocalPlatform) -> "Wire":
        """A connection to the plain port."""
        return cls(platform, socket.create_connection(("127.0.0.1", platform.status().port), PATIENCE_SECONDS))

    def secured(self, certificate: str | None) -> "Wire":
        """TLS on this connection; only the certificate in the file is trusted, or only public ones."""
        self._file.close()
        context = ssl.create_default_context(cafile=certificate)
        return Wire(self._platform, context.wrap_socket(self._socket, server_hostname="127.0.0.1"))

    def close(self) -> None:
        """Close both."""
        self._file.close()
        self._socket.close()

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, head: str, body: bytes = b"", *, authorized: bool = True) -> Reply:
        """Send a request line with headers (one a line; Host and Content-Length are added unless given)."""
        line, *headers = [text.strip() for text in head.strip().splitlines()]
        if "host:" not in head.lower():
            headers.append(f"Host: 127.0.0.1:{self._platform.status().port}")
        if authorized:
            headers.append(f"Authorization: Bearer {self._platform.token}")
        if body or line.startswith(("POST", "PUT", "PATCH")):
            headers.append(f"Content-Length: {len(body)}")
        self._socket.sendall("\r\n".join([f"{line} HTTP/1.1", *headers, "", ""]).encode() + body)
        return self._reply()

    def _reply(self) -> Reply:
        status = int(self._file.readline().split(b" ")[1])
        headers: dict[str, str] = {}
        while line := self._file.readline().strip().decode():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Reply(status, headers, self._file.read(int(headers.get("content-length", 0))))


def gcloud_multipart(metadata: str, content: bytes) -> bytes:
    """The body of a small upload by gcloud and gsutil: bare LF, and no length of the parts."""
    head = (
        f"--===============1==\nContent-Type: application/json\nMIME-Version: 1.0\n\n{metadata}\n--===============1==\n"
    )
    kind = "Content-Type: application/octet-stream\nMIME-Version: 1.0\nContent-Transfer-Encoding: binary\n\n"
    return (head + kind).encode() + content + b"\n--===============1==--"


MULTIPART = "content-type: multipart/related; boundary='===============1=='"
"""The header of such a body, with the boundary in single quotes."""
