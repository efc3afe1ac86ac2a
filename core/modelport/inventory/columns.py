"""The columns of the table of versions: what to show, and what to sort by."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from math import inf

from .rows import VersionRow

Text = Callable[[VersionRow, datetime], str]
RUNS = re.compile("[0-9]{1,300}|[^0-9]+")
DIGITS = frozenset("0123456789")
SortKey = Callable[[VersionRow], tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `text` shows a row at a moment, `sort` orders rows; `key` is its name in filters and on the wire."""

    key: str
    title: str
    text: Text
    sort: SortKey


def _plain(key: str, title: str) -> Column:
    return Column(key, title, lambda row, now: str(getattr(row, key)), lambda row: natural(str(getattr(row, key))))


@lru_cache(65_536)
def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Orders `v2` before `v10`, and text without regard to case."""
    return tuple((0, int(run), "") if run[0] in DIGITS else (1, 0, run) for run in RUNS.findall(text.casefold()))


def moment(text: str) -> datetime | None:
    """An RFC 3339 time of the platform (nanoseconds cut to microseconds), or None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def ago(text: str, now: datetime, never: str = "") -> str:
    """How long before `now` a time was: `4 s`, `12 min`, `3 h`, `9 d`."""
    then = moment(text)
    if then is None:
        return never
    seconds = max(0, int((now - then).total_seconds()))
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def _youngest_first(text: str) -> tuple[float, ...]:
    """Orders times as their ages are read: the shortest first, and at the end what never was."""
    then = moment(text)
    return (-then.timestamp() if then else inf,)


def nodes(row: VersionRow) -> str:
    """`3 /2–8`: nodes that run and their limits; the limits alone where nothing tells how many run."""
    if row.nodes_now is None:
        return row.nodes
    return f"{row.nodes_now} /{row.nodes}" if row.nodes else str(row.nodes_now)


COLUMNS = (
    _plain("model", "Model"),
    _plain("version", "Version"),
    _plain("state", "State"),
    Column("default", "Default", lambda row, now: "★" if row.is_default else "", lambda row: (not row.is_default,)),
    _plain("framework", "Framework"),
    _plain("runtime", "Runtime"),
    _plain("machine", "Machine"),
    Column("nodes", "Nodes", lambda row, now: nodes(row), lambda row: natural(row.nodes)),
    Column(
        "used", "Used", lambda row, now: ago(row.last_used, now, "never"), lambda row: _youngest_first(row.last_used)
    ),
    Column("age", "Age", lambda row, now: ago(row.created, now), lambda row: _youngest_first(row.created)),
    _plain("region", "Region"),
    _plain("error", "Error"),
    _plain("labels", "Labels"),
    _plain("description", "Description"),
)


OTHER_KEYS = {"is_default": "default", "last_used": "used", "created": "age", "endpoint": "region"}
"""Columns as a CSV file and JSON name them."""


def find(key: str) -> Column | None:
    """The column with this key, or with this name in a file."""
    return next((column for column in COLUMNS if column.key == OTHER_KEYS.get(key, key)), None)


def by_name(rows: Iterable[VersionRow]) -> list[VersionRow]:
    """Rows by model, version and region."""
    return sorted(rows, key=lambda row: (natural(row.model), natural(row.version), row.region))


def by_column(rows: Iterable[VersionRow], key: str, *, is_descending: bool = False) -> list[VersionRow]:
    """Rows by a column; equals keep their order, and an unknown column is the model."""
    column = find(key) or COLUMNS[0]
    return sorted(rows, key=column.sort, reverse=is_descending)


def ordered(rows: Iterable[VersionRow], key: str = "model", *, is_descending: bool = False) -> list[VersionRow]:
    """Rows by a column, and among equals by model, version and region."""
    return by_column(by_name(rows), key, is_descending=is_descending)
