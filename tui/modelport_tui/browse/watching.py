"""The thread that looks again and again, and the newest state as a message."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TypeAlias, TypeVar

from textual.message import Message
from textual.widget import Widget

from modelport.defects import as_defect
from modelport.errors import ModelportError
from modelport.inventory.observe import Snapshot

State = TypeVar("State")
Looking: TypeAlias = Callable[[threading.Event, threading.Event, threading.Event], Iterator[State]]
"""Looks until the first event is set; the second ends a wait, the third is set while somebody looks on."""


class Seen(Message):
    """A newer state of the project; replaces an older one that waits."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot

    def can_replace(self, message: Message) -> bool:
        """Only the newest state counts."""
        return isinstance(message, Seen)


class Blind(Message):
    """Nothing can be seen, and why."""

    def __init__(self, error: ModelportError) -> None:
        super().__init__()
        self.error = error


def telling(look: Looking[State], seen: Callable[[State], Message]) -> Looking[Message]:
    """Looks, and makes a message of each state."""
    return lambda stop, wake, focused: map(seen, look(stop, wake, focused))


class Watching:
    """Posts each message that `look` gives to a widget, until it is stopped."""

    def __init__(self, look: Looking[Message], to: Widget) -> None:
        self._look, self._to = look, to
        self._stop, self._wake, self._focused = threading.Event(), threading.Event(), threading.Event()
        self._shown = threading.Event()
        self._focused.set()
        self._shown.set()
        self._is_over = False

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._is_over = False
        self._to.run_worker(self._watch, thread=True, group="watching", exclusive=True)

    def stop(self) -> None:
        """End soon: a thread outlives the screen."""
        self._stop.set()
        self._wake.set()
        self._shown.set()

    def look_now(self) -> None:
        """Don't wait for the next pass; begin anew after an error."""
        if self._is_over:
            self.start()
        else:
            self._wake.set()

    def focus(self, is_focused: bool) -> None:
        """Look rarely while nobody looks on."""
        if is_focused:
            self._focused.set()
            self._wake.set()
        else:
            self._focused.clear()

    def show(self, is_shown: bool) -> None:
        """Don't look at all while another screen covers this one; look at once when it has gone."""
        if not is_shown:
            self._shown.clear()
        elif not self._shown.is_set():
            self._wake.set()
            self._shown.set()

    def _watch(self) -> None:
        try:
            for message in self._look(self._stop, self._wake, self._focused):
                if not self._to.is_running:
                    return
                self._to.post_message(message)
                self._shown.wait()
        except Exception as error:  # noqa: BLE001 the end of the thread: whatever it is has to be shown
            known = error if isinstance(error, ModelportError) else as_defect(error)
            self._is_over = True
            self._to.post_message(Blind(known))
