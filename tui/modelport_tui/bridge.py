"""From the core's threads to the screens: a run's events and lookups as messages, through one thread worker each."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from textual.message import Message
from textual.widget import Widget

from modelport.events import BytesMoved, Event


class Reported(Message):
    """Something happened in the run; never dropped."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class Progressed(Message):
    """Bytes moved; a later one replaces it while it waits."""

    def __init__(self, event: BytesMoved) -> None:
        super().__init__()
        self.event = event

    def can_replace(self, message: Message) -> bool:
        """Only progress replaces progress."""
        return isinstance(message, Progressed)


class RunEnded(Message):
    """The stream of events is over."""


def pump(events: Iterable[Event], to: Widget, stop: threading.Event) -> None:
    """Post every event to a widget; runs in a thread, touches nothing else, and ends soon after `stop` is set."""
    for event in events:
        if not to.is_running:
            stop.set()
            continue
        to.post_message(Progressed(event) if isinstance(event, BytesMoved) else Reported(event))
    to.post_message(RunEnded())
