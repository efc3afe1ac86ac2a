"""Single objects through the XML API."""

from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from local.storage.running import Platform, Reply
from local.storage.test_uploads import crc32c, md5


def code(reply: Reply) -> str:
    """The code of an error document, all of whose elements must be there."""
    root = ElementTree.fromstring(reply.body)
    assert root.tag == "Error"
    assert root.findtext("Message")
    assert root.findtext("Details")
    return root.findtext("Code", "")


def test_an_object_is_put_read_and_deleted(platform: Platform, bucket: str) -> None:
    headers = {"Content-Type": "text/plain", "x-goog-meta-owner": "me", "Cache-Control": "no-store"}
    put = platform.call("PUT", f"/{bucket}/a/b", b"content", headers)
    assert (put.status, put.headers["x-goog-hash"]) == (200, f"crc32c={crc32c(b'content')},md5={md5(b'content')}")
    stored = platform.object_call("GET", bucket, "a/b").json()
    assert (stored["metadata"], stored["cacheControl"]) == ({"owner": "me"}, "no-store")
    got = platform.call("GET", f"/{bucket}/a%2Fb", headers={"Range": "bytes=2-4"})
    assert (got.status, got.body, got.headers["x-goog-meta-owner"]) == (206, b"nte", "me")
    head = platform.call("HEAD", f"/{bucket}/a/b")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "7")
    assert head.headers["etag"] == put.headers["etag"]
    assert platform.call("DELETE", f"/{bucket}/a/b").status == 204
    assert code(platform.call("GET", f"/{bucket}/a/b")) == "NoSuchKey"


@pytest.mark.parametrize(
    "name", ["ünï", "a b", "a%b", "a?b#c", "//a//", "..", "a/../b", "x/", "uploadId=1", "v1/projects"]
)
def test_a_public_url_leads_to_any_name(platform: Platform, bucket: str, name: str) -> None:
    name = f"x{name}"
    platform.put(bucket, name, b"data")
    assert platform.call("GET", f"/{bucket}/{quote(name, safe='/~')}").body == b"data"
    assert platform.call("GET", f"/{bucket}/{quote(name, safe='')}").body == b"data"


def test_what_is_put_as_gzip_stays_gzip(platform: Platform, bucket: str) -> None:
    platform.call("PUT", f"/{bucket}/z", b"\x1f\x8bnot really", {"Content-Encoding": "gzip"})
    assert platform.object_call("GET", bucket, "z").json()["contentEncoding"] == "gzip"
    assert platform.read(bucket, "z", **{"Accept-Encoding": "gzip"}).body == b"\x1f\x8bnot really"


def test_preconditions_hold(platform: Platform, bucket: str) -> None:
    new = {"x-goog-if-generation-match": "0"}
    tag = platform.call("PUT", f"/{bucket}/x", b"1", new).headers["etag"]
    refused = platform.call("PUT", f"/{bucket}/x", b"2", new)
    assert (refused.status, code(refused)) == (412, "PreconditionFailed")
    assert platform.call("GET", f"/{bucket}/x", headers={"If-None-Match": tag}).status == 304
    assert platform.call("GET", f"/{bucket}/x", headers=new).status == 412
    assert platform.call("DELETE", f"/{bucket}/x", headers=new).status == 412
    assert platform.call("PUT", f"/{bucket}/x", b"3", {"If-Match": tag}).status == 200


@pytest.mark.parametrize("headers", [{"x-goog-hash": f"crc32c={crc32c(b'other')}"}, {"Content-MD5": md5(b"other")}])
def test_bytes_that_changed_on_the_way_are_refused(platform: Platform, bucket: str, headers: dict[str, str]) -> None:
    reply = platform.call("PUT", f"/{bucket}/x", b"data", headers)
    assert (reply.status, code(reply)) == (400, "BadDigest")
    assert platform.call("GET", f"/{bucket}/x").status == 404


@pytest.mark.parametrize(
    ("method", "path", "headers", "answer"),
    [
        ("GET", "/no-such-bucket/x", {}, (404, "NoSuchBucket")),
        ("PUT", "/no-such-bucket/x", {}, (404, "NoSuchBucket")),
        ("GET", "/BUCKET", {}, (501, "NotImplemented")),
        ("GET", "/BUCKET/", {}, (404, "NoSuchKey")),
        ("PUT", "/BUCKET/", {}, (400, "InvalidArgument")),
        ("PUT", f"/BUCKET/{'n' * 1025}", {}, (400, "InvalidArgument")),
        ("GET", "/BUCKET/x?acl", {}, (501, "NotImplemented")),
        ("PUT", "/BUCKET/x", {"x-goog-copy-source": "/a/b"}, (501, "NotImplemented")),
        ("POST", "/BUCKET/x", {}, (501, "NotImplemented")),
        ("PATCH", "/BUCKET/x", {}, (405, "MethodNotAllowed")),
        ("GET", "/BUCKET/%ff", {}, (400, "InvalidArgument")),
        ("GET", "/BUCKET/x?generation=a", {}, (400, "InvalidArgument")),
        ("GET", "/BUCKET/x", {"Authorization": "Bearer wrong"}, (401, "InvalidSecurity")),
        ("GET", "/BUCKET/x?X-Goog-Signature=00", {"Authorization": ""}, (401, "AuthenticationRequired")),
    ],
)
def test_a_refusal_is_a_document(
    platform: Platform, bucket: str, method: str, path: str, headers: dict[str, str], answer: tuple[int, str]
) -> None:
    reply = platform.call(method, path.replace("BUCKET", bucket), b"", headers)
    assert (reply.status, code(reply)) == answer
    assert reply.headers["content-type"].startswith("application/xml")


def test_a_range_behind_the_end_and_a_held_object_are_refused(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b"data")
    assert code(platform.call("GET", f"/{bucket}/x", headers={"Range": "bytes=9-"})) == "InvalidRange"
    platform.object_call("PATCH", bucket, "x", {"temporaryHold": True})
    assert code(platform.call("DELETE", f"/{bucket}/x")) == "ObjectUnderActiveHold"


def test_paths_of_other_apis_stay_theirs(platform: Platform) -> None:
    for path in ("/storage/none", "/v1/none/x", "/upload/x", "/batch/x"):
        reply: Any = platform.call("GET", path)
        assert (reply.status, reply.json()["error"]["code"]) == (404, 404)


def test_a_signed_url_says_why_it_is_refused(platform: Platform, bucket: str) -> None:
    reply = platform.call("GET", f"/{bucket}/x?X-Goog-Signature=00", headers={"Authorization": ""})
    assert b"knows no service account" in reply.body
