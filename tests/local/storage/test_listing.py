import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.storage.running import Platform
from modelport_local.storage.database import connect
from modelport_local.storage.listing import Query, page_of
from modelport_local.storage.names import after

NAMES = ["a", "a/", "a/b", "a/c/d", "a/c/e", "ab", "b/x", "b/y", "c"]


@pytest.fixture
def filled(platform: Platform, bucket: str) -> str:
    for name in NAMES:
        platform.put(bucket, name, b"x")
    return bucket


def listed(platform: Platform, bucket: str, **query: Any) -> tuple[list[str], list[str]]:
    body = platform.call("GET", f"/storage/v1/b/{bucket}/o", **query).json()
    return [item["name"] for item in body.get("items", [])], body.get("prefixes", [])


@pytest.mark.parametrize(
    ("query", "names", "prefixes"),
    [
        ({}, NAMES, []),
        ({"versions": "True"}, NAMES, []),
        ({"prefix": "a/"}, ["a/", "a/b", "a/c/d", "a/c/e"], []),
        ({"delimiter": "/"}, ["a", "ab", "c"], ["a/", "b/"]),
        ({"delimiter": "/", "includeTrailingDelimiter": "True"}, ["a", "a/", "ab", "c"], ["a/", "b/"]),
        ({"delimiter": "/", "prefix": "a/"}, ["a/", "a/b"], ["a/c/"]),
        ({"delimiter": "/", "prefix": "a"}, ["a", "ab"], ["a/"]),
        ({"startOffset": "ab", "endOffset": "b/y"}, ["ab", "b/x"], []),
        ({"prefix": "zzz"}, [], []),
    ],
)
def test_lists_show_objects_and_prefixes(
    platform: Platform, filled: str, query: dict[str, str], names: list[str], prefixes: list[str]
) -> None:
    assert listed(platform, filled, **query) == (names, prefixes)


def test_googles_client_reads_every_page(platform: Platform, filled: str) -> None:
    found = platform.client().list_blobs(filled, page_size=2, delimiter="/")
    assert [blob.name for blob in found] == ["a", "ab", "c"]
    assert found.prefixes == {"a/", "b/"}


def test_pages_are_stable_while_objects_come_and_go(platform: Platform, filled: str) -> None:
    path = f"/storage/v1/b/{filled}/o"
    first = platform.call("GET", path, maxResults="4").json()
    assert [item["name"] for item in first["items"]] == ["a", "a/", "a/b", "a/c/d"]
    platform.object_call("DELETE", filled, "a/b")
    platform.object_call("DELETE", filled, "a/c/e")
    platform.put(filled, "0", b"x")
    second = platform.call("GET", path, pageToken=first["nextPageToken"]).json()
    assert [item["name"] for item in second["items"]] == ["ab", "b/x", "b/y", "c"]


def test_nothing_deleted_is_listed(platform: Platform, filled: str) -> None:
    assert list(platform.client().list_blobs(filled, soft_deleted=True)) == []


def test_a_foreign_page_token_is_refused(platform: Platform, filled: str) -> None:
    assert platform.call("GET", f"/storage/v1/b/{filled}/o", pageToken="ü!").status == 400


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    connection = connect(Path(tmp_path_factory.mktemp("listing")) / "storage.db")
    yield connection
    connection.close()


short = st.text(st.sampled_from("a/b\0\U0010ffff\ud7ff\ue000"), max_size=4)


@settings(max_examples=300, deadline=None)
@given(
    names=st.sets(short.filter(bool), max_size=12),
    prefix=short,
    delimiter=st.sampled_from(["", "/", "a/", "\U0010ffff"]),
    start=short,
    end=short,
    limit=st.integers(1, 4),
    with_trailing=st.booleans(),
)
def test_pages_together_are_what_the_rules_say(
    database: sqlite3.Connection,
    names: set[str],
    prefix: str,
    delimiter: str,
    start: str,
    end: str,
    limit: int,
    with_trailing: bool,
) -> None:
    database.execute("delete from objects")
    row = "insert into objects values ('b', ?, 1, 1, 0, '', '', null, '', '', '', '{}')"
    database.executemany(row, [(name,) for name in names])
    items: list[str] = []
    prefixes: list[str] = []
    following: str | None = start
    while following is not None:
        query = Query("b", prefix, delimiter, following, end, limit, with_trailing)
        page = page_of(database, query)
        items += [stored.name for stored in page.items]
        prefixes += page.prefixes
        assert page.following is None or page.following > following
        following = page.following
    assert (items, prefixes) == by_the_rules(names, prefix, delimiter, start, end, with_trailing)


def by_the_rules(
    names: set[str], prefix: str, delimiter: str, start: str, end: str, with_trailing: bool
) -> tuple[list[str], list[str]]:
    items, prefixes = [], []
    for name in sorted(names):
        if not name.startswith(prefix) or name < start or (end and name >= end):
            continue
        head, found, _ = name[len(prefix) :].partition(delimiter) if delimiter else (name, "", "")
        common = prefix + head + found
        if found and common not in prefixes:
            prefixes.append(common)
        if not found or (with_trailing and name == common):
            items.append(name)
    return items, prefixes


@given(prefix=short, name=short)
def test_the_name_after_a_prefix_follows_all_that_start_with_it(prefix: str, name: str) -> None:
    end = after(prefix)
    assert end is None or prefix + name < end
    assert name.startswith(prefix) or name < prefix or end is None or name >= end
