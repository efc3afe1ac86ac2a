import contextlib
import fnmatch
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.storage.running import Platform
from modelport_local.http.messages import HttpError
from modelport_local.storage import globs
from modelport_local.storage.globs import compiled, steady

NAMES = ["a", "a.txt", "b.csv", "d/a.txt", "d/e/a.txt", "d/x[1]", "d/{y}", "ü.txt"]


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("*.txt", ["a.txt", "ü.txt"]),
        ("**.txt", ["a.txt", "d/a.txt", "d/e/a.txt", "ü.txt"]),
        ("**/a.txt", ["d/a.txt", "d/e/a.txt"]),
        ("*/a.txt", ["d/a.txt"]),
        ("?", ["a"]),
        ("[ab].*", ["a.txt", "b.csv"]),
        ("[!a].*", ["b.csv", "ü.txt"]),
        ("{a,b}.{txt,csv}", ["a.txt", "b.csv"]),
        ("d/{x*,\\{y\\}}", ["d/x[1]", "d/{y}"]),
        ("d/x\\[1\\]", ["d/x[1]"]),
        ("nothing", []),
        ("", NAMES),
    ],
)
def test_a_listing_gives_the_names_that_a_glob_matches(platform: Platform, glob: str, expected: list[str]) -> None:
    client = platform.client()
    bucket = client.bucket("globs")
    if not bucket.exists():
        client.create_bucket(bucket)
        for name in NAMES:
            platform.put("globs", name, b"")
    found = [blob.name for blob in client.list_blobs("globs", match_glob=glob, page_size=2)]
    client.close()
    assert found == expected


@pytest.mark.parametrize("glob", ["{a", "a}", "[z-a]", "x" * 2000, "{" * 60 + "a" + "}" * 60])
def test_what_is_no_glob_is_refused(platform: Platform, bucket: str, glob: str) -> None:
    reply = platform.call("GET", f"/storage/v1/b/{bucket}/o", matchGlob=glob)
    assert reply.status == 400
    assert "matchGlob" in reply.json()["error"]["message"]


@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_is_refused(text: str) -> None:
    with contextlib.suppress(HttpError):
        compiled(text)


@given(st.text("abc*?.", max_size=8), st.text("abc.", max_size=8))
def test_without_slashes_a_glob_means_what_it_does_in_a_shell(glob: str, name: str) -> None:
    pattern = compiled(glob)
    assert pattern is None or bool(pattern(name)) == fnmatch.fnmatchcase(name, glob)


@given(st.text("ab/*?{},[]!\\", max_size=9), st.text("ab/,", max_size=6))
def test_a_glob_of_any_shape_means_the_same_as_its_regular_expression(glob: str, name: str) -> None:
    try:
        reference = re.compile(globs._translated(glob), re.DOTALL)
    except re.error:
        return
    assert steady(glob)(name) == bool(reference.fullmatch(name))


@pytest.mark.parametrize(
    "glob",
    ["*a" * 200 + "b", "**a" * 200 + "b", "{a,a}" * 150 + "b", "{*,**}a" * 100 + "b", "{" + "," * 1022 + "}"],
    ids=range(5),
)
def test_a_hostile_glob_comes_to_an_end(glob: str) -> None:
    pattern = compiled(glob)
    assert pattern is not None
    assert not pattern("a" * 500)
