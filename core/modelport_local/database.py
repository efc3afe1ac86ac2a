"""The platform's own records in SQLite: models, versions, operations and policies."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

_SCHEMA = """
CREATE TABLE models (
    region TEXT, project TEXT, name TEXT, default_version TEXT NOT NULL DEFAULT '', resource BLOB NOT NULL,
    PRIMARY KEY (region, project, name)
) WITHOUT ROWID;
CREATE TABLE versions (
    region TEXT, project TEXT, model TEXT, name TEXT, uid TEXT NOT NULL UNIQUE, resource BLOB NOT NULL,
    PRIMARY KEY (region, project, model, name)
) WITHOUT ROWID;
CREATE TABLE operations (
    region TEXT, project TEXT, name TEXT, done INTEGER NOT NULL, resource BLOB NOT NULL,
    PRIMARY KEY (region, project, name)
) WITHOUT ROWID;
CREATE TABLE policies (
    region TEXT, project TEXT, model TEXT, resource BLOB NOT NULL,
    PRIMARY KEY (region, project, model)
) WITHOUT ROWID;
"""
_SCHEMA_VERSION = 1

Value = str | int | bytes
Row = tuple[str, ...]


class Database:
    """One connection, used by the event loop alone; every statement is short."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._prepare()

    def _prepare(self) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            self._connection.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {_SCHEMA_VERSION};COMMIT;")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside, or none; may be nested, and then the outermost one counts."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def execute(self, statement: str, *values: Value) -> int:
        """Run one statement; the number of rows it changed."""
        return self._connection.execute(statement, values).rowcount

    def rows(self, query: str, *values: Value) -> list[tuple[str, str, bytes]]:
        """All rows of a query for three columns: two texts and a resource."""
        return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: Value) -> tuple[str, str, bytes] | None:
        """The first row of such a query, or None."""
        found: tuple[str, str, bytes] | None = self._connection.execute(query, values).fetchone()
        return found

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
