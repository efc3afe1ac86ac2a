"""Running an app."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from textual.app import App

THREADS = 32
"""Python's own choice is six on two processors: a few calls without an answer would hold up all others."""


def show(app: App[None]) -> None:
    """Run it; a thread that still waits for an answer is not waited for, as `asyncio.run` would do."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(ThreadPoolExecutor(THREADS))
    app.run(loop=loop)
    loop.close()
