"""Paths as people type them."""

import os.path
from pathlib import Path


def expanded(path: str) -> Path:
    """The path with the home of `~` or `~user` in it; one whose user does not exist stays as it is."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 pathlib's raises where there is no such user
