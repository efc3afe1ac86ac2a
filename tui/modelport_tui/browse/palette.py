"""The browser's commands in the command palette (ctrl+p)."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.message import Message

from .command_table import COMMANDS, Command, Typed, understood
from .dialogs.command import CommandDialog

if TYPE_CHECKING:
    from .commanding import CommandScreen


class CommandTyped(Message):
    """A command was chosen in the palette."""

    def __init__(self, typed: Typed) -> None:
        super().__init__()
        self.typed = typed


class BrowseCommands(Provider):
    """Every command of the table; one that is typed with its argument runs at once. For a CommandScreen alone."""

    @property
    def _known(self) -> tuple[str, ...]:
        return cast("CommandScreen", self.screen).endpoints

    async def discover(self) -> Hits:
        """All of them, while nothing is typed."""
        for command in COMMANDS:
            yield DiscoveryHit(command.usage, partial(self._choose, command), help=command.help)

    async def search(self, query: str) -> Hits:
        """What is typed in full comes first, then what sounds like it."""
        typed = understood(query, self._known)
        if isinstance(typed, Typed):
            yield Hit(inf, f":{typed.name} {typed.argument}".rstrip(), partial(self._run, typed), help="Run it")
        matcher = self.matcher(query)
        for command in COMMANDS:
            if score := max(matcher.match(command.usage), matcher.match(command.help)):
                yield Hit(score, command.usage, partial(self._choose, command), help=command.help)

    def _choose(self, command: Command) -> None:
        if command.argument:
            self.app.push_screen(CommandDialog(f"{command.name} ", self._known), self._run)
        else:
            self._run(Typed(command.name))

    def _run(self, typed: Typed | None) -> None:
        if typed:
            self.screen.post_message(CommandTyped(typed))
