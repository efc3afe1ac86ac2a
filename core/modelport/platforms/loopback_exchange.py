"""HTTP to a platform on this machine: connections that are kept, and the token from its file."""

import http.client
import select
import socket
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from .call_log import timed
from .exchange import Answer
from .token_file import read_token


class LoopbackExchange:
    """Connects to the host of `url` alone, whatever a later URL names: the token goes nowhere else.

    A call is given up when nothing has come for `patience` seconds.
    """

    def __init__(self, url: str, token_file: Path, patience: float) -> None:
        self._patience = patience
        self._address = urlsplit(url)
        self._token_file = token_file
        self._lock = threading.Lock()
        self._opened: list[http.client.HTTPConnection] = []
        self._idle: list[http.client.HTTPConnection] = []

    def send(self, method: str, url: str, data: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """The answer; raises OSError, HTTPException or NotAuthenticated. What is sent is never sent twice.

        The token is read for each call, since the platform may have been started anew.
        """
        sent = {"Authorization": f"Bearer {read_token(self._token_file)}", **(headers or {})}
        place = urlsplit(url)._replace(scheme="", netloc="").geturl()
        connection = self._taken()
        try:
            with timed(method, url, len(data)) as call:
                connection.request(method, place, data or None, sent)
                answer = connection.getresponse()
                call.status = answer.status
                return Answer(answer.status, cast(Mapping[str, str], answer.headers), answer.read())
        except BaseException:
            connection.close()
            raise
        finally:
            self._idle.append(connection)

    def close(self) -> None:
        """Closes the connections of all threads."""
        with self._lock:
            for connection in self._opened:
                connection.close()

    def _taken(self) -> http.client.HTTPConnection:
        """One that no other thread uses; one that the platform closed while it was idle is opened anew."""
        with self._lock:
            if self._idle:
                connection = self._idle.pop()
            else:
                host, port = self._address.hostname or "", self._address.port
                connection = http.client.HTTPConnection(host, port, timeout=self._patience)
                self._opened.append(connection)
        if connection.sock and _is_dropped(connection.sock):
            connection.close()
        return connection


def _is_dropped(idle: socket.socket) -> bool:
    """What can be read from a connection that waits for no answer is its end."""
    poll = select.poll()
    poll.register(idle, select.POLLIN)
    return bool(poll.poll(0))
