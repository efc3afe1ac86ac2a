"""What the terminal can do; decided once, before anything is drawn."""

import os
import sys


def can_show_screens() -> bool:
    """Whether a full-screen app works: both ends are a terminal, and it can move its cursor."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def default_format() -> str:
    """A table for people, JSON for programs."""
    return "table" if sys.stdout.isatty() else "json"
