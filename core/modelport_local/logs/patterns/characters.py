"""Which characters a class or an escape stands for."""

import string
from collections.abc import Mapping

from .reading import Reader
from .tree import CharTest, Place


def is_word(char: str | None) -> bool:
    """Whether a character is one of a word: an ASCII letter, a digit or an underscore."""
    return char is not None and char.isascii() and (char.isalnum() or char == "_")


def _is_boundary(before: str | None, after: str | None) -> bool:
    return is_word(before) is not is_word(after)


CLASSES: Mapping[str, CharTest] = {
    "d": lambda char: char in string.digits,
    "s": lambda char: char in "\t\n\f\r ",
    "w": is_word,
}
PLACES: Mapping[str, Place] = {
    "A": lambda before, after: before is None,
    "z": lambda before, after: after is None,
    "b": _is_boundary,
    "B": lambda before, after: not _is_boundary(before, after),
}
_POSIX = {
    "alpha": string.ascii_letters, "digit": string.digits, "alnum": string.ascii_letters + string.digits,
    "upper": string.ascii_uppercase, "lower": string.ascii_lowercase, "space": string.whitespace,
    "punct": string.punctuation, "xdigit": string.hexdigits, "word": string.ascii_letters + string.digits + "_",
}  # fmt: skip
_CONTROLS = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}


def is_char(wanted: str) -> CharTest:
    """The test for one character."""
    return lambda char: char == wanted


def folded(test: CharTest) -> CharTest:
    """The test, whatever the character's case."""
    return lambda char: test(char) or test(char.lower()) or test(char.upper())


def escape(reader: Reader) -> CharTest:
    """The characters of what follows a backslash; raises PatternError."""
    char = reader.next()
    known = CLASSES.get(char.lower())
    if known is None:
        return is_char(_escaped(reader, char))
    return known if char.islower() else lambda each: not known(each)


def _escaped(reader: Reader, char: str) -> str:
    if char in _CONTROLS:
        return _CONTROLS[char]
    if char == "x":
        return _code_point(reader)
    if char.isalnum():
        raise reader.refused(f"holds \\{char}, which cannot be searched for")
    return char


def _code_point(reader: Reader) -> str:
    digits = reader.until("}") if reader.takes("{") else reader.next() + reader.next()
    if not 1 <= len(digits) <= 6 or set(digits) - set(string.hexdigits) or int(digits, 16) > 0x10FFFF:
        raise reader.refused("has a broken \\x")
    return chr(int(digits, 16))


def char_class(reader: Reader) -> CharTest:
    """A class such as `[^a-z_]`, whose bracket has been read; raises PatternError."""
    is_negated = reader.takes("^")
    members: list[CharTest] = []
    while not (members and reader.takes("]")):
        members.append(_member(reader))
    return lambda char: any(test(char) for test in members) is not is_negated


def _member(reader: Reader) -> CharTest:
    if reader.takes("[:"):
        name = reader.until(":]")
        if name not in _POSIX:
            raise reader.refused(f"has the class [:{name[:20]}:], which is not known")
        return _POSIX[name].__contains__
    first = reader.next()
    if first == "\\" and reader.peek().lower() in CLASSES:
        return escape(reader)
    low = _escaped(reader, reader.next()) if first == "\\" else first
    if reader.peek() != "-" or reader.peek(2) == "-]":
        return is_char(low)
    reader.takes("-")
    last = reader.next()
    high = _escaped(reader, reader.next()) if last == "\\" else last
    if high < low:
        raise reader.refused("has a range that ends before it begins")
    return lambda char: low <= char <= high
