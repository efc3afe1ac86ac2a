"""Filters as people type them: substrings, `!not this`, `field:value`, all of which must hold."""

from collections.abc import Callable, Iterable

from .rows import VersionRow

Matcher = Callable[[VersionRow], bool]

FIELDS = {
    "model": "model", "m": "model", "version": "version", "v": "version", "state": "state", "s": "state",
    "framework": "framework", "f": "framework", "runtime": "runtime", "machine": "machine", "nodes": "nodes",
    "region": "region", "r": "region", "error": "error", "description": "description", "labels": "labels",
    "label": "labels",
}  # fmt: skip
"""What may stand before a colon, and the attribute of a row that it means; `default:yes` is its own case."""
YES = ("yes", "y", "true", "1", "★")


def filtered(rows: Iterable[VersionRow], text: str) -> list[VersionRow]:
    """The rows that fit every term, in their order, without regard to case; an empty filter fits all."""
    found = list(rows)
    for part in text.casefold().split():
        fits = _term(part)
        found = [row for row in found if fits(row)]
    return found


def _term(text: str) -> Matcher:
    """One term; a lone `!` or `field:` is still being typed and fits all."""
    is_inverse = text.startswith("!")
    wanted = text[1:] if is_inverse else text
    field, colon, value = wanted.partition(":")
    if not wanted or (colon and not value and _is_field(field)):
        return lambda row: True
    fits = _of_field(field, value) if colon and _is_field(field) else _anywhere(wanted)
    return (lambda row: not fits(row)) if is_inverse else fits


def _is_field(name: str) -> bool:
    return name in FIELDS or name == "default"


def _anywhere(wanted: str) -> Matcher:
    return lambda row: wanted in row.haystack


def _of_field(name: str, value: str) -> Matcher:
    if name == "default":
        return lambda row: row.is_default is (value in YES)
    attribute = FIELDS[name]
    return lambda row: value in str(getattr(row, attribute)).casefold()
