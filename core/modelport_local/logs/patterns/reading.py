"""A pattern's text, read from left to right."""

from .tree import PatternError


class Reader:
    """The text and how far it has been read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._text)

    def peek(self, count: int = 1) -> str:
        """The next characters, fewer at the end; they are not taken."""
        return self._text[self._at : self._at + count]

    def takes(self, text: str) -> bool:
        """Whether `text` comes next; it is taken then."""
        takes = self._text.startswith(text, self._at)
        self._at += len(text) if takes else 0
        return takes

    def next(self) -> str:
        """The next character; raises PatternError at the end."""
        if self.is_done:
            raise self.refused("ends too early")
        self._at += 1
        return self._text[self._at - 1]

    def until(self, mark: str) -> str:
        """What stands before a mark, which is taken as well; raises PatternError where there is none."""
        found, mark, _ = self._text[self._at :].partition(mark)
        if not mark:
            raise self.refused("ends too early")
        self._at += len(found) + len(mark)
        return found

    def refused(self, what: str) -> PatternError:
        """The error for what was read last."""
        return PatternError(f"the regular expression {self._text[:100]!r} {what} (at character {self._at})")
