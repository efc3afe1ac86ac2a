"""What a regular expression says, as a tree."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

CharTest: TypeAlias = Callable[[str], bool]
Place: TypeAlias = Callable[[str | None, str | None], bool]
"""Whether the characters before and after a position, None at an end, allow it."""


class PatternError(ValueError):
    """The pattern cannot be read, or costs too much; the message says why."""


@dataclass(frozen=True, slots=True)
class One:
    """One character that passes a test."""

    test: CharTest


@dataclass(frozen=True, slots=True)
class At:
    """A position."""

    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any one of them."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """At least and at most so many times; None is no bound."""

    part: "Node"
    least: int
    most: int | None


Node: TypeAlias = One | At | Row | Choice | Repeat
