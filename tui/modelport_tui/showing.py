"""Running an app, and leaving it even while a thread waits for an answer."""

import asyncio
import os
import sys

from textual.app import App


def show(app: App[None]) -> None:
    """Run it; a thread that still waits is not waited for here, as `asyncio.run` would do."""
    loop = asyncio.new_event_loop()
    app.run(loop=loop)
    loop.close()


def leave(exit_code: int) -> None:
    """End the process at once: what it did is in its journal."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)
