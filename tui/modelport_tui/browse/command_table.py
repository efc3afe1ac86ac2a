"""The commands behind `:` and the command palette: one table of what can be typed."""

from __future__ import annotations

from dataclasses import dataclass

from modelport.catalog import regions

ALL_REGIONS = "all"
TARGETS = ("local", "ai-platform")
EVERY_ENDPOINT = (regions.GLOBAL, *(region.name for region in regions.serving(regions.REGIONAL)))
"""The global endpoint and every regional one."""


@dataclass(frozen=True, slots=True)
class Command:
    """`alias` is the short form; `argument` is what follows in capitals or as choices, "" for nothing.

    In brackets it may be left out.
    """

    name: str
    alias: str
    argument: str
    help: str

    @property
    def usage(self) -> str:
        """How it is typed."""
        names = f":{self.name}" + (f", :{self.alias}" if self.alias else "")
        return f"{names} {self.argument}".rstrip()


@dataclass(frozen=True, slots=True)
class Typed:
    """A command with its argument, both known to be good."""

    name: str
    argument: str = ""


COMMANDS = (
    Command("versions", "v", "[MODEL/VERSION]", "Show the versions; with a part of a name, jump there"),
    Command("models", "m", "", "Show the models of every endpoint"),
    Command("operations", "op", "", "Show the operations of every endpoint"),
    Command("target", "t", "local|ai-platform", "Look at another platform"),
    Command("project", "p", "NAME", "Look at another project"),
    Command("region", "r", "R|all", "Look at one endpoint, or at all of them"),
    Command("help", "h", "", "Explain the keys and the commands"),
    Command("quit", "q", "", "Quit"),
)


def understood(text: str, known: tuple[str, ...] = EVERY_ENDPOINT) -> Typed | str:
    """What was typed, with or without the colon; or why it is no command. Where one endpoint is known, any will do."""
    name, _, argument = text.strip().removeprefix(":").strip().partition(" ")
    argument = argument.strip()
    command = next((each for each in COMMANDS if name and name in (each.name, each.alias)), None)
    if command is None:
        return f"There is no command {name!r}. Choose one of these." if name else "Type a command, such as op."
    if problem := _problem(command, argument, known):
        return problem
    return Typed(command.name, "" if command.name == "region" and argument == ALL_REGIONS else argument)


def _problem(command: Command, argument: str, known: tuple[str, ...]) -> str:
    if not command.argument:
        return f"{command.usage} stands alone." if argument else ""
    if not argument and command.argument.startswith("["):
        return ""
    if not argument or " " in argument:
        return f"Type :{command.name} {command.argument}."
    if command.name == "target" and argument not in TARGETS:
        return f"There is no target {argument!r}. Type {' or '.join(TARGETS)}."
    if command.name == "region" and argument not in (ALL_REGIONS, *known) and len(known) > 1:
        near = [region for region in known if argument in region] or (ALL_REGIONS, *known[:2])
        return f"There is no endpoint {argument!r}. Type {' or '.join(near)}."
    return ""


def completions(known: tuple[str, ...] = EVERY_ENDPOINT) -> tuple[str, ...]:
    """Everything that can be typed and is known beforehand, by names and by aliases."""
    words = {"target": TARGETS, "region": (ALL_REGIONS, *known)}
    names = [(name, command) for command in COMMANDS for name in (command.name, command.alias)]
    return (
        *(f"{name} " if command.argument else name for name, command in names),
        *(f"{name} {word}" for name, command in names for word in words.get(command.name, ())),
    )
