"""What the terminal can do; decided once, before anything is drawn."""

import os
import sys


def can_show_screens() -> bool:
    """Whether a full-screen app works: keys come from a terminal that can move its cursor, and drawing goes to it.

    Textual draws on stderr; what is left to say goes to stdout.
    """
    ends = (sys.stdin, sys.stdout, sys.stderr)
    return all(end.isatty() for end in ends) and os.environ.get("TERM", "") not in ("", "dumb")


def can_ask() -> bool:
    """Whether somebody can be asked line by line: questions go to stderr, so that stdout stays data."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def wants_plain() -> bool:
    """Whether lines are wanted instead of screens: a dumb terminal, or `ACCESSIBLE=1`."""
    return not can_redraw()


def can_redraw() -> bool:
    """Whether the terminal, and whoever reads it, copes with lines that are drawn anew."""
    return os.environ.get("TERM", "") not in ("", "dumb") and os.environ.get("ACCESSIBLE", "") in ("", "0")


def default_format() -> str:
    """A table for people, JSON for programs."""
    return "table" if sys.stdout.isatty() else "json"
