"""Glob patterns over objects' names, as `matchGlob` of a listing takes them."""

import re

from .errors import invalid

_PARTS = re.compile(r"\*\*|\*|\?|\[[!^]?\]?[^\]]*\]|[{},]|\\.|.", re.DOTALL)
MAX_LENGTH = 1024


def compiled(glob: str) -> re.Pattern[str] | None:
    """A pattern that matches whole names, None for an empty glob; raises HttpError 400.

    `*` and `?` stop at `/`, `**` does not; `[a-z]`, `[!a-z]` and `{one,two}` choose.
    """
    if not glob:
        return None
    if len(glob) > MAX_LENGTH:
        raise invalid(f"matchGlob has {len(glob)} characters, and {MAX_LENGTH} are allowed.")
    try:
        return re.compile(_translated(glob), re.DOTALL)
    except (re.error, OverflowError, RecursionError) as error:
        raise invalid(f"The matchGlob {glob[:100]!r} is not a glob pattern: {error}.") from error


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
