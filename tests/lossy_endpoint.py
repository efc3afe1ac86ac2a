"""A way to a platform on which answers get lost: the call is made, and then the connection is closed."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class LossyEndpoint(ThreadingHTTPServer):
    """Passes calls on; the answers to the next `lost` calls whose `METHOD /path` holds `losing` are lost.

    With `unmade` these calls are not even made.
    """

    block_on_close = False
    daemon_threads = True

    def __init__(self, platform_url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.platform = urlsplit(platform_url).netloc
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.losing, self.lost, self.unmade = "", 0, False
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def lose(self, part: str, count: int = 1, *, unmade: bool = False) -> None:
        """From now on."""
        self.losing, self.lost, self.unmade = part, count, unmade

    def is_lost(self, line: str) -> bool:
        """Whether the answer to this call gets lost; counts it."""
        with self._lock:
            self.asked.append(line)
            if not self.lost or self.losing not in line:
                return False
            self.lost -= 1
            return True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LossyEndpoint

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_lost = self.server.is_lost(f"{self.command} {self.path}")
        if is_lost and self.server.unmade:
            self.close_connection = True
            return
        connection = http.client.HTTPConnection(self.server.platform)
        try:
            connection.request(self.command, self.path, body, {**self.headers, "Host": self.headers["Host"]})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if is_lost:
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        self.send_header("Content-Type", answer.headers.get("Content-Type", "application/json"))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_DELETE = _answer

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing on the test's screen."""


@contextmanager
def lossy_endpoint(platform_url: str) -> Iterator[LossyEndpoint]:
    """One that listens until the end of the block."""
    endpoint = LossyEndpoint(platform_url)
    thread = threading.Thread(target=endpoint.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.shutdown()
        thread.join()
        endpoint.server_close()
