"""Limits of the service, and the forms that names must have."""

import re
from functools import cache

import msgspec

from ._data import load

PROJECT_ID_FORM = "Take the ID, not the name or the number: 6 to 30 lower-case letters, digits and hyphens."
"""What to do where a `project_id` is none."""


class NamePattern(msgspec.Struct, frozen=True):
    """A regular expression for a whole name, and a note for people."""

    pattern: str
    note: str


def limit(name: str) -> int:
    """A limit by its name in the data file, such as `model_dir_max_files`."""
    return load("limits", dict[str, int | None])[name] or 0


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(load("name_patterns", dict[str, NamePattern])[kind].pattern)


def is_valid_name(kind: str, name: str) -> bool:
    """Whether `name` has the form of a `model`, `version`, `bucket`, `label_key`, `prediction_class`, …"""
    return _pattern(kind).fullmatch(name) is not None


def bucket_name_problem(name: str) -> str:
    """What is wrong with a bucket's name, in words, or "" (rules of Cloud Storage's naming page)."""
    if not 3 <= len(name) <= 222:
        return f"has {len(name)} characters: 3 to 63 are allowed (222 with dots)"
    if bad := sorted(set(re.findall(r"[^a-z0-9._-]", name))):
        return "has " + " ".join(map(repr, bad)) + ": only lower-case letters, digits, - _ and . are allowed"
    if re.fullmatch(r"\d+(\.\d+){3}", name):
        return "looks like an IP address"
    if name.startswith("goog") or "google" in name:
        return 'starts with "goog" or contains "google", which is reserved'
    if not is_valid_name("bucket", name):
        return "must start and end with a letter or digit, with at most 63 characters between dots"
    return ""
