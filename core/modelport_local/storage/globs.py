"""Glob patterns over objects' names, as `matchGlob` of a listing takes them."""

import re
from collections.abc import Callable
from typing import TypeAlias

from ..logs.patterns.automaton import Limits, Pattern
from ..logs.patterns.tree import PatternError
from .errors import invalid

_PARTS = re.compile(r"\*\*|\*|\?|\[[!^]?\]?[^\]]*\]|[{},]|\\.|.", re.DOTALL)
MAX_LENGTH = 1024
_QUICK_STARS = 2
"""With so many stars and no choice, a regular expression is quick for any name; with more it may go on for ever."""
_LIMITS = Limits(characters=16 * MAX_LENGTH, states=8 * MAX_LENGTH, visits=None)
"""More than a glob of that length comes to, whatever is in it."""
Glob: TypeAlias = Callable[[str], object]
"""Something true where the whole name fits."""


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
        return pattern.fullmatch if _is_quick(glob) else steady(glob)
    except (re.error, OverflowError, RecursionError, PatternError) as error:
        raise invalid(f"The matchGlob {glob[:100]!r} is not a glob pattern: {error}.") from error


def _is_quick(glob: str) -> bool:
    parts = _PARTS.findall(glob)
    return "{" not in parts and sum(part in ("*", "**") for part in parts) <= _QUICK_STARS


def steady(glob: str) -> Glob:
    """A valid glob, without backtracking; raises PatternError for one that is nested too deeply."""
    return Pattern(rf"(?s)\A(?:{_translated(glob)})\z", _LIMITS).search


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
