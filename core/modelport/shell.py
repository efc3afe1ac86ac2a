"""Quoting of words for a POSIX shell."""

import shlex
from collections.abc import Iterable, Mapping

START_PLATFORM = ("modelport local start --detach", 'eval "$(modelport local env)"')
"""What every command line for the embedded platform needs first."""


def at_platform(platform: str, command: str) -> str:
    """A command of Google's clients, which for the embedded platform gets its environment and leaves the shell's be."""
    return f"({START_PLATFORM[1]}; {command})" if platform == "local" else command


def words(*parts: str) -> str:
    """One command line; empty parts are left out."""
    return " ".join(_quoted(part) for part in parts if part)


def flag(name: str, value: str | int | None) -> str:
    """`--name=value`, or "" where there is no value."""
    return "" if value is None or value == "" else f"--{name}={value}"


def path(name: str) -> str:
    """A path that no command takes for an option."""
    return f"./{name}" if name.startswith("-") else name


def listed(values: Iterable[str]) -> str:
    """A list for gcloud, with another delimiter where a value holds a comma (`gcloud topic escaping`)."""
    items = tuple(values)
    if not any("," in item for item in items):
        return ",".join(items)
    free = (mark for mark in "|;~#@%+!" if not any(mark in item for item in items))
    mark = next(free, "\x1f")
    return f"^{mark}^" + mark.join(items)


def mapped(pairs: Mapping[str, str]) -> str:
    """`key=value,…` as gcloud reads it."""
    return listed(f"{key}={value}" for key, value in pairs.items())


def _quoted(part: str) -> str:
    """Of `--name=value` the value alone is quoted, which reads better."""
    name, equals, value = part.partition("=")
    if equals and name.startswith("--") and shlex.quote(name) == name:
        return f"{name}={shlex.quote(value)}" if value else part
    return shlex.quote(part)
