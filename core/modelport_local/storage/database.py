"""The store's metadata in SQLite; a transaction is short, and its commit is the moment a change exists."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

_SCHEMA = """
create table if not exists buckets (
    name text primary key, project text not null, created text not null, updated text not null,
    metageneration integer not null, attributes text not null, policy text
) without rowid;
create table if not exists objects (
    bucket text not null, name text not null, generation integer not null, metageneration integer not null,
    size integer not null, crc32c text not null, md5 text, components integer,
    created text not null, updated text not null, blob text not null, attributes text not null,
    primary key (bucket, name)
) without rowid;
create table if not exists uploads (
    id text primary key, bucket text not null, name text not null, target text not null, file text not null,
    created text not null, state text not null, total integer, result blob
) without rowid;
create table if not exists multiparts (
    id text primary key, bucket text not null, name text not null, attributes text not null, created text not null,
    result blob
) without rowid;
create table if not exists parts (
    upload text not null, number integer not null, file text not null, size integer not null, crc32c text not null,
    md5 text not null, updated text not null, primary key (upload, number)
) without rowid;
"""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the database; a read-only connection may be used from any thread, one call at a time."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=not read_only, timeout=10)
    connection.row_factory = sqlite3.Row
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")
    if read_only:
        connection.execute("pragma query_only = on")
    else:
        connection.executescript(_SCHEMA)
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside happens, or nothing."""
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise
