"""Waiting for what a test expects: by asking again and again, and with an end."""

import asyncio
import time
from collections.abc import Callable

from textual.pilot import Pilot
from textual.widgets import Static

PATIENCE_SECONDS = 60.0
"""More than anything here takes on a busy machine, and less than the time a whole run may take."""


def until(condition: Callable[[], object], what: str = "the condition never came true") -> None:
    """Wait for the condition; an AssertionError that says `what` when patience is at an end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.01)


async def until_true(condition: Callable[[], object], what: str = "the condition never came true") -> None:
    """The same, and the event loop goes on meanwhile."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        await asyncio.sleep(0.01)


async def until_seen(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """The same in a walk through the app; the AssertionError shows what stood on the screen."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain; on screen: {pilot.app.screen}\n{_said(pilot)}"
        await pilot.pause(0.05)


def _said(pilot: Pilot[None]) -> str:
    """What the statics of the top screen say."""
    return "\n".join(str(static.render()) for static in pilot.app.screen.query(Static) if static.display)
