"""A way to a platform on which some calls get an answer of the test's own, or none."""

import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Scripted:
    """An answer that no platform of this machine would give when the test needs it."""

    status: int
    content: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, body: object) -> "Scripted":
        """Status 200 with this as JSON."""
        return cls(200, json.dumps(body).encode())


class ScriptedEndpoint(ThreadingHTTPServer):
    """Passes calls on to a platform, unless there is an answer for them: `script` has those by a part of `GET /path`.

    An answer is given once; the last one of a list for ever where `is_lasting`. Of calls that are to be lost, the
    connection ends without an answer.
    """

    block_on_close = False
    daemon_threads = True

    def __init__(self, platform_url: str, *, is_lasting: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.platform = urlsplit(platform_url).netloc
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.script: dict[str, list[Scripted]] = {}
        self.is_lasting = is_lasting
        self.asked: list[str] = []
        self.lost = 0
        self._losing, self._unmade = "", False
        self._lock = threading.Lock()

    def lose(self, part: str, count: int = 1, *, unmade: bool = False) -> None:
        """From now on lose the answers to so many calls with this part of `GET /path`; `unmade` are not even made."""
        self._losing, self.lost, self._unmade = part, count, unmade

    def loses(self, line: str) -> Literal["", "call", "answer"]:
        """What of this call gets lost; counts it."""
        with self._lock:
            self.asked.append(line)
            if not self.lost or self._losing not in line:
                return ""
            self.lost -= 1
            return "call" if self._unmade else "answer"

    def answer_to(self, line: str) -> Scripted | None:
        """What is to be answered to `GET /path`, None where the platform is to answer."""
        with self._lock:
            for part, answers in self.script.items():
                if part in line and answers:
                    return answers[0] if self.is_lasting and len(answers) == 1 else answers.pop(0)
        return None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ScriptedEndpoint

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        line = f"{self.command} {self.path}"
        lost = self.server.loses(line)
        if lost == "answer":
            self._passed_on(body)
        if lost:
            self.close_connection = True
            return
        answer = self.server.answer_to(line) or self._passed_on(body)
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

    def _passed_on(self, body: bytes) -> Scripted:
        connection = http.client.HTTPConnection(self.server.platform)
        try:
            connection.request(self.command, self.path, body, {**self.headers, "Host": self.headers["Host"]})
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in _OWN}
            return Scripted(answer.status, answer.read(), kept)
        finally:
            connection.close()

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing on the test's screen."""


_OWN = {"content-length", "connection", "transfer-encoding"}
"""What each connection says for itself."""


@contextmanager
def scripted_endpoint(platform_url: str, *, is_lasting: bool = False) -> Iterator[ScriptedEndpoint]:
    """One that listens until the end of the block."""
    endpoint = ScriptedEndpoint(platform_url, is_lasting=is_lasting)
    thread = threading.Thread(target=endpoint.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.shutdown()
        thread.join()
        endpoint.server_close()
