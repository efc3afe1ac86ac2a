"""From a pattern's text to its tree."""

from .characters import PLACES, char_class, escape, folded, is_char
from .reading import Reader
from .tree import At, CharTest, Choice, Node, One, Place, Repeat, Row

MAX_DEPTH, MAX_COUNT = 50, 1000
Flags = frozenset[str]
"""Letters of `i`, `m`, `s` and `U`, of which the last changes nothing here."""


def parse(text: str) -> Node:
    """The tree of a pattern; raises PatternError."""
    reader = Reader(text)
    node = _choice(reader, Flags(), 0)
    if not reader.is_done:
        raise reader.refused("has a ) without its (")
    return node


def _choice(reader: Reader, flags: Flags, depth: int) -> Node:
    """Alternatives up to the end of the group; flags that one sets hold for the next ones as well."""
    if depth > MAX_DEPTH:
        raise reader.refused("is nested too deeply")
    parts: list[Node] = []
    while True:
        row, flags = _row(reader, flags, depth)
        parts.append(row)
        if not reader.takes("|"):
            return parts[0] if len(parts) == 1 else Choice(tuple(parts))


def _row(reader: Reader, flags: Flags, depth: int) -> tuple[Node, Flags]:
    parts: list[Node] = []
    while reader.peek() not in ("", "|", ")"):
        if reader.takes("(?"):
            node, flags = _special_group(reader, flags, depth)
        else:
            node = _atom(reader, flags, depth)
        parts.append(_repeated(reader, node))
    return Row(tuple(parts)), flags


def _special_group(reader: Reader, flags: Flags, depth: int) -> tuple[Node, Flags]:
    """`(?:…)`, `(?P<name>…)`, `(?flags:…)`, and `(?flags)`, which holds for the rest of the group around it."""
    if reader.takes("P<") or (reader.peek(2) not in ("<=", "<!") and reader.takes("<")):
        reader.until(">")
        return _group(reader, flags, depth), flags
    inner = _flags(reader, flags)
    if reader.takes(")"):
        return Row(()), inner
    if not reader.takes(":"):
        raise reader.refused("has a group of a kind that cannot be searched for")
    return _group(reader, inner, depth), flags


def _flags(reader: Reader, flags: Flags) -> Flags:
    adds = True
    while reader.peek() in set("imsU-"):
        letter = reader.next()
        adds = adds and letter != "-"
        flags = flags | {letter} if adds else flags - {letter}
    return flags


def _group(reader: Reader, flags: Flags, depth: int) -> Node:
    node = _choice(reader, flags, depth + 1)
    if not reader.takes(")"):
        raise reader.refused("has a ( without its )")
    return node


def _atom(reader: Reader, flags: Flags, depth: int) -> Node:
    match char := reader.next():
        case "(":
            return _group(reader, flags, depth)
        case "*" | "+" | "?":
            raise reader.refused("repeats nothing")
        case "[":
            return _one(char_class(reader), flags)
        case ".":
            return One(lambda char: char != "\n" or "s" in flags)
        case "^" | "$":
            return At(_anchor(char, flags))
        case "\\" if reader.peek() in PLACES:
            return At(PLACES[reader.next()])
        case "\\":
            return _one(escape(reader), flags)
    return _one(is_char(char), flags)


def _one(test: CharTest, flags: Flags) -> Node:
    return One(folded(test) if "i" in flags else test)


def _anchor(char: str, flags: Flags) -> Place:
    ends = (None, "\n") if "m" in flags else (None,)
    return (lambda before, after: before in ends) if char == "^" else (lambda before, after: after in ends)


def _repeated(reader: Reader, node: Node) -> Node:
    while (bounds := _bounds(reader)) is not None:
        reader.takes("?")
        node = Repeat(node, *bounds)
    return node


def _bounds(reader: Reader) -> tuple[int, int | None] | None:
    """How often: `*`, `+`, `?`, `{2}`, `{2,}` or `{2,5}`; None where nothing of that kind follows."""
    if reader.takes("*"):
        return 0, None
    if reader.takes("+"):
        return 1, None
    if reader.takes("?"):
        return 0, 1
    inner, closing, _ = reader.peek(12).removeprefix("{").partition("}")
    least, comma, most = inner.partition(",")
    if reader.peek() != "{" or not closing or not all(part.isdecimal() for part in (least, most or "0")):
        return None
    reader.until("}")
    bound = int(most) if most else (None if comma else int(least))
    if max(int(least), bound or 0) > MAX_COUNT or (bound is not None and bound < int(least)):
        raise reader.refused(f"repeats more than {MAX_COUNT} times, or fewer times at most than at least")
    return int(least), bound
