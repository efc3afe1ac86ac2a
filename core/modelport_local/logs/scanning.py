"""The words of a filter, read from left to right."""

import re

from .comparisons import FilterError

_BLANK = re.compile(r"(?:\s+|--[^\n]*)*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'", re.DOTALL)
_FIELD = re.compile(r"""[^\s()"'<>=!:,]+(?:(?<=\.)"(?:[^"\\]|\\.)*"[^\s()"'<>=!:,]*)*""")
_BARE_VALUE = re.compile(r"""[^\s()"'=<>!~][^\s()"']*""")
_OPERATOR = re.compile(r"=~|!~|>=|<=|!=|=|>|<|:")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_PATTERN_ESCAPE = re.compile(r"""\\(["'\\])""")
_CONTROLS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def unquoted(raw: str) -> str:
    """A value without its quotes, and with what its escapes stand for; one without quotes as it is."""
    if not raw.startswith(('"', "'")):
        return raw
    text = _ESCAPE.sub(_escaped, raw[1:-1])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(found: re.Match[str]) -> str:
    name = found[1]
    return chr(int(name[1:], 16)) if len(name) > 1 else _CONTROLS.get(name, name)


def unquoted_pattern(raw: str) -> str:
    """As `unquoted`, for a regular expression, which has escapes of its own."""
    return _PATTERN_ESCAPE.sub(r"\1", raw[1:-1]) if raw.startswith(('"', "'")) else raw


class Scanner:
    """A filter's text; blanks and comments (`-- …`) between words are skipped."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._skip()

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._text)

    def starts(self, text: str) -> bool:
        """Whether `text` comes next."""
        return self._text.startswith(text, self._at)

    def sign(self, text: str) -> bool:
        """Whether `text` comes next; it is taken then."""
        if not self.starts(text):
            return False
        self._at += len(text)
        self._skip()
        return True

    def keyword(self, word: str) -> bool:
        """Whether a word in capitals comes next, such as OR; it is taken then."""
        found = _FIELD.match(self._text, self._at)
        return found is not None and found[0] == word and self.sign(word)

    def string(self) -> str | None:
        """A quoted text with its quotes, or None."""
        return self._take(_STRING)

    def field(self) -> str | None:
        """A field's path, or a bare word, or None; parts of a path may have quotes, which stay."""
        return self._take(_FIELD)

    def operator(self) -> str | None:
        """What compares, or None."""
        return self._take(_OPERATOR)

    def bare_value(self) -> str | None:
        """A value without quotes, or None."""
        return self._take(_BARE_VALUE)

    def refused(self, reason: str = "") -> FilterError:
        """The error for what comes next."""
        rest = self._text[self._at : self._at + 40]
        where = f"from {rest!r} on" if rest else "at its end, where something is missing"
        return FilterError(f"the filter cannot be read {where}{reason}")

    def _take(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self._text, self._at)
        if found is None:
            return None
        self._at = found.end()
        self._skip()
        return found[0]

    def _skip(self) -> None:
        if blanks := _BLANK.match(self._text, self._at):
            self._at = blanks.end()
