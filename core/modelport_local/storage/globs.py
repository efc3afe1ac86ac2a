"""Glob patterns over objects' names, as `matchGlob` of a listing takes them."""

import re
from typing import Protocol

from .automaton import Automaton
from .errors import invalid

_PARTS = re.compile(r"\*\*|\*|\?|\[[!^]?\]?[^\]]*\]|[{},]|\\.|.", re.DOTALL)
MAX_LENGTH = 1024


_QUICK_STARS = 2
"""With so many stars and no choice, a regular expression is quick for any name; with more it may go on for ever."""


class Glob(Protocol):
    """Matches whole names."""

    def fullmatch(self, name: str, /) -> object:
        """Something true where the name fits."""
        ...


def compiled(glob: str) -> Glob | None:
    """A pattern that matches whole names, None for an empty glob; raises HttpError 400.

    `*` and `?` stop at `/`, `**` does not; `[a-z]`, `[!a-z]` and `{one,two}` choose.
    """
    if not glob:
        return None
    if len(glob) > MAX_LENGTH:
        raise invalid(f"matchGlob has {len(glob)} characters, and {MAX_LENGTH} are allowed.")
    try:
        pattern = re.compile(_translated(glob), re.DOTALL)
    except (re.error, OverflowError, RecursionError) as error:
        raise invalid(f"The matchGlob {glob[:100]!r} is not a glob pattern: {error}.") from error
    parts = _PARTS.findall(glob)
    is_quick = "{" not in parts and sum(part in ("*", "**") for part in parts) <= _QUICK_STARS
    return pattern if is_quick else automaton_of(glob)


def automaton_of(glob: str) -> Automaton:
    """The automaton of a valid glob."""
    automaton, depth = Automaton(), 0
    for part in _PARTS.findall(glob):
        if part == "{":
            automaton.begin_choice()
        elif part == "}":
            automaton.end_choice()
        elif part == "," and depth:
            automaton.next_choice()
        elif part in ("*", "**"):
            automaton.any_number(re.compile("." if part == "**" else "[^/]", re.DOTALL).fullmatch)
        else:
            automaton.one(re.compile(_piece(part, is_choosing=False), re.DOTALL).fullmatch)
        depth += {"{": 1, "}": -1}.get(part, 0)
    return automaton


def _translated(glob: str) -> str:
    depth, pieces = 0, []
    for part in _PARTS.findall(glob):
        depth += {"{": 1, "}": -1}.get(part, 0)
        pieces.append(_piece(part, is_choosing=depth > 0))
    return "".join(pieces)


def _piece(part: str, *, is_choosing: bool) -> str:
    match part:
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
        case "{":
            return "(?:"
        case "}":
            return ")"
        case "," if is_choosing:
            return "|"
    if len(part) > 2 and part.startswith("["):
        return _character_class(part[1:-1])
    return re.escape(part[1:] if part.startswith("\\") and len(part) > 1 else part)


def _character_class(inside: str) -> str:
    negated = inside[0] in "!^"
    single = re.sub("--+", "-", inside[1:] if negated else inside)
    characters = re.sub(r"([\\\[\]&~|^])", r"\\\1", single)
    return f"[^/{characters}]" if negated else f"[{characters}]"
