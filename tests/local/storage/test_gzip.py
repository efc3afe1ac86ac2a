import gzip
import json
import os

import pytest

from local.storage.running import Platform
from local.storage.test_uploads import md5

PLAIN = os.urandom(300_000) + b"0" * 3_000_000
GZIP = {"Content-Encoding": "gzip"}


@pytest.fixture
def zipped(platform: Platform, bucket: str) -> str:
    """A bucket with an object `x` that is stored as gzip."""
    platform.put(bucket, "x", gzip.compress(PLAIN), contentEncoding="gzip")
    return bucket


def test_a_body_compressed_for_the_way_is_stored_plain(platform: Platform, bucket: str) -> None:
    path = f"/upload/storage/v1/b/{bucket}/o"
    members = gzip.compress(PLAIN[:100_000]) + gzip.compress(PLAIN[100_000:])
    stored = platform.call("POST", path, members, GZIP, uploadType="media", name="x").json()
    assert (stored["md5Hash"], stored.get("contentEncoding")) == (md5(PLAIN), None)
    assert platform.read(bucket, "x").body == PLAIN


def test_a_compressed_multipart_body_is_read(platform: Platform, bucket: str) -> None:
    lines = [b"--b", b"", json.dumps({"name": "x"}).encode(), b"--b", b"Content-Type: text/x", b"", PLAIN, b"--b--"]
    headers = {**GZIP, "Content-Type": "multipart/related; boundary=b"}
    path = f"/upload/storage/v1/b/{bucket}/o"
    stored = platform.call("POST", path, gzip.compress(b"\n".join(lines)), headers, uploadType="multipart").json()
    assert (stored["md5Hash"], stored["contentType"]) == (md5(PLAIN), "text/x")


def test_pieces_of_a_resumable_upload_are_counted_without_their_compression(platform: Platform, bucket: str) -> None:
    started = platform.call("POST", f"/upload/storage/v1/b/{bucket}/o", {}, uploadType="resumable", name="x")
    target = started.headers["location"].removeprefix(platform.server["url"])
    first = platform.call("PUT", target, gzip.compress(PLAIN[:5]), {**GZIP, "Content-Range": f"bytes 0-4/{len(PLAIN)}"})
    assert (first.status, first.headers["range"]) == (308, "bytes=0-4")
    rest = {**GZIP, "Content-Range": f"bytes 5-{len(PLAIN) - 1}/{len(PLAIN)}"}
    assert platform.call("PUT", target, gzip.compress(PLAIN[5:]), rest).json()["md5Hash"] == md5(PLAIN)


@pytest.mark.parametrize(
    ("coding", "body", "status"),
    [
        ("gzip", b"no gzip", 400),
        ("gzip", gzip.compress(PLAIN)[:-9], 400),
        ("gzip", gzip.compress(b"1") + b"more", 400),
        ("br", b"x", 415),
    ],
    ids=["no gzip", "cut off", "more behind it", "another coding"],
)
def test_a_body_that_cannot_be_uncompressed_is_refused_and_leaves_no_object(
    platform: Platform, bucket: str, coding: str, body: bytes, status: int
) -> None:
    path = f"/upload/storage/v1/b/{bucket}/o"
    assert (
        platform.call("POST", path, body, {"Content-Encoding": coding}, uploadType="media", name="x").status == status
    )
    assert platform.object_call("GET", bucket, "x").status == 404


def test_what_is_stored_as_gzip_is_uncompressed_for_readers_that_do_not_accept_it(
    platform: Platform, zipped: str
) -> None:
    reply = platform.read(zipped, "x", Range="bytes=0-3")
    assert (reply.status, reply.body) == (200, PLAIN)
    assert "content-encoding" not in reply.headers
    assert reply.headers["x-goog-stored-content-encoding"] == "gzip"
    head = platform.object_call("HEAD", zipped, "x", alt="media")
    assert (head.status, head.body) == (200, b"")


def test_readers_that_accept_gzip_get_what_is_stored(platform: Platform, zipped: str) -> None:
    reply = platform.read(zipped, "x", **{"Accept-Encoding": "gzip, deflate"})
    assert reply.headers["content-encoding"] == "gzip"
    assert gzip.decompress(reply.body) == PLAIN
    assert platform.client().bucket(zipped).blob("x").download_as_bytes() == PLAIN
    assert gzip.decompress(platform.client().bucket(zipped).blob("x").download_as_bytes(raw_download=True)) == PLAIN


def test_no_transform_keeps_what_is_stored(platform: Platform, zipped: str) -> None:
    platform.object_call("PATCH", zipped, "x", {"cacheControl": "no-transform, max-age=1"})
    assert gzip.decompress(platform.read(zipped, "x").body) == PLAIN


def test_what_only_says_that_it_is_gzip_goes_out_as_it_is(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b"plain", contentEncoding="gzip")
    assert platform.read(bucket, "x").body == b"plain"
