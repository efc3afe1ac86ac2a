"""Running an app."""

import asyncio

from textual.app import App


def show(app: App[None]) -> None:
    """Run it; a thread that still waits for an answer is not waited for, as `asyncio.run` would do."""
    loop = asyncio.new_event_loop()
    app.run(loop=loop)
    loop.close()
