"""The command palette (ctrl+p): what the screen's keys do, since a browser or terminal may keep a key for itself."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from textual.app import SystemCommand
from textual.binding import Binding
from textual.screen import Screen

_REPLACED = {"Quit", "Keys"}
"""Commands of Textual's own that the screens' actions stand for: quit keeps what was typed, help shows the keys."""


def commands(screen: Screen[Any], system: Iterable[SystemCommand]) -> Iterator[SystemCommand]:
    """The actions that the screen has now, then Textual's own commands."""
    acted: set[str] = set()
    for binding in screen.BINDINGS:
        if not isinstance(binding, Binding) or not binding.id or binding.action in acted:
            continue
        if screen.check_action(binding.action.partition("(")[0], ()):
            acted.add(binding.action)
            yield _command(screen, binding)
    replaced = _REPLACED if acted else set()
    yield from (command for command in system if command.title not in replaced)


def _command(screen: Screen[Any], binding: Binding) -> SystemCommand:
    title = binding.description[:1].upper() + binding.description[1:]
    return SystemCommand(title, f"{binding.tooltip} ({binding.key})", partial(screen.run_action, binding.action))
