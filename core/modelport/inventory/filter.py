"""Filters as people type them: words, `!not this`, `field:value`, all of which must hold."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from .operation_rows import OperationRow
from .rows import ModelRow, VersionRow

Row = TypeVar("Row")
_FIELD = re.compile("!?([a-z_]+):(?!//)")
"""What looks like a field: `gs://…` does not."""


@dataclass(frozen=True, slots=True)
class Filter(Generic[Row]):
    """What may be asked of a kind of row.

    `fields` has a text for each name that may stand before a colon; `anywhere` is the text, in lower case, in which a
    word alone is looked for.
    """

    fields: Mapping[str, Callable[[Row], str]]
    anywhere: Callable[[Row], str]

    def fitting(self, rows: Iterable[Row], text: str) -> list[Row]:
        """The rows that fit every term, in their order, without regard to case; an empty filter fits all."""
        found = list(rows)
        for term in text.casefold().split():
            fits = self._term(term)
            found = [row for row in found if fits(row)]
        return found

    def unknown(self, text: str) -> str:
        """The first word before a colon that names no field, "" where there is none."""
        named = (_FIELD.match(term) for term in text.casefold().split())
        return next((found[1] for found in named if found and found[1] not in self.fields), "")

    def nearest(self, name: str) -> str:
        """The field that was perhaps meant, or ""."""
        return next(iter(difflib.get_close_matches(name, self.fields, 1)), "")

    def _term(self, text: str) -> Callable[[Row], bool]:
        """One term; a lone `!` or `field:` is still being typed and fits all."""
        is_inverse = text.startswith("!")
        wanted = text[1:] if is_inverse else text
        field, colon, value = wanted.partition(":")
        is_field = bool(colon) and field in self.fields
        if not wanted or (is_field and not value):
            return lambda row: True
        fits = _of_field(self.fields[field], value) if is_field else self._anywhere(wanted)
        return (lambda row: not fits(row)) if is_inverse else fits

    def _anywhere(self, wanted: str) -> Callable[[Row], bool]:
        return lambda row: wanted in self.anywhere(row)


def _of_field(text_of: Callable[[Row], str], value: str) -> Callable[[Row], bool]:
    return lambda row: value in text_of(row).casefold()


def _is_default(row: VersionRow) -> str:
    return "yes true 1 ★" if row.is_default else "no false 0"


def _version_fields() -> dict[str, Callable[[VersionRow], str]]:
    """By the names of columns, the heads of a CSV file, and short ones."""
    return {
        **dict.fromkeys(("model", "m"), lambda row: row.model),
        **dict.fromkeys(("version", "v"), lambda row: row.version),
        **dict.fromkeys(("state", "s"), lambda row: row.state),
        **dict.fromkeys(("framework", "f"), lambda row: row.framework),
        **dict.fromkeys(("region", "r", "endpoint"), lambda row: row.region),
        **dict.fromkeys(("default", "is_default"), _is_default),
        **dict.fromkeys(("used", "last_used"), lambda row: row.last_used or "never"),
        **dict.fromkeys(("age", "created"), lambda row: row.created),
        **dict.fromkeys(("label", "labels"), lambda row: row.labels),
        "runtime": lambda row: row.runtime,
        "machine": lambda row: row.machine,
        "nodes": lambda row: row.nodes,
        "error": lambda row: row.error,
        "description": lambda row: row.description,
        "path": lambda row: row.path,
    }


VERSIONS = Filter(_version_fields(), lambda row: row.haystack)


OPERATIONS: Filter[OperationRow] = Filter(
    {
        **dict.fromkeys(("operation", "name"), lambda row: row.name),
        **dict.fromkeys(("type", "kind"), lambda row: row.kind),
        **dict.fromkeys(("of", "model", "version"), lambda row: row.subject),
        **dict.fromkeys(("region", "endpoint"), lambda row: row.region),
        **dict.fromkeys(("created", "started"), lambda row: row.started),
        "state": lambda row: row.state,
        "error": lambda row: row.error,
    },
    lambda row: "\n".join((row.name, row.region, row.kind, row.subject, row.state, row.error)).casefold(),
)
MODELS: Filter[ModelRow] = Filter(
    {
        **dict.fromkeys(("model", "name"), lambda row: row.model),
        **dict.fromkeys(("endpoint", "region"), lambda row: row.endpoint),
        **dict.fromkeys(("label", "labels"), lambda row: row.labels),
        "default": lambda row: row.default,
        "description": lambda row: row.description,
    },
    lambda row: "\n".join((row.model, row.endpoint, row.default, row.labels, row.description)).casefold(),
)
