"""Listing objects page by page, with prefixes in the place of directories."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

from .globs import Glob
from .names import after
from .objects import StoredObject, stored_object

MAX_RESULTS = 1000


@dataclass(frozen=True, slots=True)
class Query:
    """What to list; `start` is inclusive, `end` exclusive ("" for none), as names in UTF-8 order.

    Of the names, or common prefixes, only those that `glob` matches are given.
    """

    bucket: str
    prefix: str = ""
    delimiter: str = ""
    start: str = ""
    end: str = ""
    limit: int = MAX_RESULTS
    with_trailing: bool = False
    glob: Glob | None = None


@dataclass(slots=True)
class Page:
    """Objects and common prefixes, at most `limit` together; `following` is where the next page starts."""

    items: list[StoredObject] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    following: str | None = None


def page_of(connection: sqlite3.Connection, query: Query) -> Page:
    """One page; a prefix costs one step however many objects it stands for."""
    page = Page()
    walk = _Walk(connection, query)
    counted: str | None = None
    for stored in walk:
        prefix = _common_prefix(stored.name, query)
        if query.glob and not query.glob(prefix or stored.name):
            continue
        is_new = prefix is None or prefix != counted
        if is_new and len(page.items) + len(page.prefixes) >= query.limit:
            page.following = stored.name
            return page
        if prefix is None or (query.with_trailing and stored.name == prefix):
            page.items.append(stored)
        if prefix is not None:
            if is_new:
                page.prefixes.append(prefix)
                counted = prefix
            walk.skip_past(prefix)
    return page


def _common_prefix(name: str, query: Query) -> str | None:
    if not query.delimiter:
        return None
    at = name.find(query.delimiter, len(query.prefix))
    return None if at < 0 else name[: at + len(query.delimiter)]


class _Walk:
    """Objects in order, with jumps forward; `_start` is the least name still wanted."""

    def __init__(self, connection: sqlite3.Connection, query: Query) -> None:
        self._db = connection
        self._bucket = query.bucket
        self._start: str | None = max(query.start, query.prefix)
        ends = [end for end in (query.end or None, after(query.prefix)) if end is not None]
        self._end = min(ends, default=None)

    def skip_past(self, prefix: str) -> None:
        """Go on behind every name that starts with `prefix`."""
        self._start = after(prefix)

    def __iter__(self) -> Iterator[StoredObject]:
        while self._start is not None:
            with contextlib.closing(self._rows(self._start)) as rows:
                for row in rows:
                    if self._start is None:
                        return
                    if row["name"] < self._start:
                        break  # after a jump: one look-up is cheaper than stepping over a whole directory
                    self._start = row["name"] + "\0"
                    yield stored_object(row)
                else:
                    return

    def _rows(self, start: str) -> sqlite3.Cursor:
        return self._db.execute(
            "select * from objects where bucket = :bucket and name >= :start "
            + ("" if self._end is None else "and name < :end ")
            + "order by name",
            {"bucket": self._bucket, "start": start, "end": self._end},
        )
