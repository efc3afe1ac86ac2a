"""Known error texts of the platform with their cause and what to do (collected from users' reports)."""

import re

import msgspec

from ._data import load


class Hint(msgspec.Struct, frozen=True):
    """A regular expression over the platform's message, and what it means to the person who sees it."""

    id: str
    stage: str
    http: int
    match: str
    cause: str
    fix: str


def explain(message: str, stage: str) -> Hint | None:
    """The first hint whose pattern is found in `message`; stage: create, create_version, predict, patch_or_delete."""
    stages = {stage, "any"} | ({"create"} if stage in ("create_model", "create_version") else set())
    hints = load("error_hints", tuple[Hint, ...])
    return next((hint for hint in hints if hint.stage in stages and re.search(hint.match, message)), None)
