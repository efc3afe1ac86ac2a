"""Lookups of the wizard, each in a thread of its own; the answer comes back as a message."""

from __future__ import annotations

import time
from functools import partial

from textual.message import Message
from textual.screen import Screen

from modelport.platforms.under_way import silence
from modelport.wizard.draft import Draft
from modelport.wizard.lookups import Facts, Lookup, pending

from ..waiting import silence_words


class LookedUp(Message):
    """A lookup has ended; `asked` is what it was asked about."""

    def __init__(self, lookup: Lookup, asked: object, facts: Facts) -> None:
        super().__init__()
        self.lookup, self.asked, self.facts = lookup, asked, facts


class Looking:
    """The lookups that are under way for a screen."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._under_way: dict[str, object] = {}
        self._began: dict[str, float] = {}

    def start(self, draft: Draft, until_step: int) -> None:
        """Start what is needed up to this step and not under way yet."""
        for lookup in pending(draft, until_step):
            asked = lookup.about(draft)
            if self._under_way.get(lookup.id) != asked:
                self._under_way[lookup.id], self._began[lookup.id] = asked, time.monotonic()
                self._screen.run_worker(partial(self._run, lookup, asked, draft), thread=True, group=lookup.id)

    def _run(self, lookup: Lookup, asked: object, draft: Draft) -> None:
        self._screen.post_message(LookedUp(lookup, asked, lookup.run(draft)))

    def ended(self, message: LookedUp) -> None:
        """Note that a lookup is no longer under way."""
        if self._under_way.get(message.lookup.id) == message.asked:
            del self._under_way[message.lookup.id], self._began[message.lookup.id]

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._under_way

    @property
    def words(self) -> str:
        """What is waited for, "" for nothing: who owes an answer, once that takes long."""
        if self.is_idle:
            return ""
        silent = silence(min(self._began.values()))
        return f"{silence_words(silent)}…" if silent else "looking…"
