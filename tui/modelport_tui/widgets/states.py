"""States of versions as glyph, word and colour."""

from typing import NamedTuple


class Mark(NamedTuple):
    """A glyph, and a colour of the terminal's palette."""

    glyph: str
    style: str


_MARKS = {
    "READY": Mark("✓", "green"),
    "FAILED": Mark("✗", "red"),
    "CREATING": Mark("◌", "cyan"),
    "UPDATING": Mark("◌", "cyan"),
    "DELETING": Mark("◌", "yellow"),
}


def mark(state: str) -> Mark:
    """The mark of a version's state."""
    return _MARKS.get(state, Mark("?", ""))
