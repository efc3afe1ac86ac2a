"""The server of the app in a browser: a process of the app for each page that is open."""

from __future__ import annotations

import secrets
import shlex
import socket
import sys

from aiohttp import WSCloseCode, web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from modelport.errors import UsageError

from ..diagnostics import note
from . import guard

HOST = "127.0.0.1"
COMMAND = ("-P", "-m", "modelport_tui.serve.page")
SHUTDOWN_SECONDS = 5.0
KEYBOARD = """<script>
  const take = () => {
    const ended = document.body.classList.contains("-closed");
    document.querySelector(ended ? ".closed-dialog button" : ".xterm-helper-textarea")?.focus();
  };
  new MutationObserver(take).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  addEventListener("focus", take);
</script>
</body>"""
"""The app has the keyboard as soon as it is drawn, without a click; when it has ended, the button to restart it has."""


class BrowserServer(Server):
    """Serves on a socket that listens already; whoever opens a page needs the key in the address it prints."""

    def __init__(self, listening: socket.socket) -> None:
        command = f"exec {shlex.join((sys.executable, *COMMAND))}"
        super().__init__(command, HOST, listening.getsockname()[1], "Modelport")
        self._listening, self._key = listening, secrets.token_urlsafe(24)
        self._open: set[web.WebSocketResponse] = set()

    def run(self) -> None:
        """Serves until ctrl+c or SIGTERM."""
        web.run_app(
            self._make_app(),
            sock=self._listening,
            shutdown_timeout=SHUTDOWN_SECONDS,
            access_log=None,
            print=None,
        )

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        guard.install(app, self.public_url, self._key)
        return app

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page, which takes the keyboard by itself."""
        page = await super().handle_index(request)
        if isinstance(page, web.Response):
            page.text = (page.text or "").replace("</body>", KEYBOARD)
        return page

    async def on_startup(self, app: web.Application) -> None:
        """Say where the app is."""
        note(f"Modelport is at {self.public_url}/?key={self._key}")
        note("The address is for you alone: who has it works with your files and accounts. ctrl+c ends it.")

    async def on_shutdown(self, app: web.Application) -> None:
        """Close every page, which ends its process."""
        for websocket in tuple(self._open):
            await websocket.close(code=WSCloseCode.GOING_AWAY)

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        self._open.add(websocket)
        try:
            await super()._process_messages(websocket, app_service)
        finally:
            self._open.discard(websocket)


def listen(port: int) -> socket.socket:
    """A socket that listens on this machine's loopback alone; port 0 takes any. Raises UsageError."""
    try:
        return socket.create_server((HOST, port))
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"Cannot serve on the port {port}.",
            why=getattr(error, "strerror", None) or str(error),
            fix="Name another port, or 0 for any that is free.",
            command="modelport serve --port 0",
        ) from error
