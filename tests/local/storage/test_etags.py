from collections.abc import Callable

import pytest

from local.storage.running import Platform, Reply

Call = Callable[[Platform, str, dict[str, str]], Reply]


def upload(name: str, kind: str) -> Call:
    def call(platform: Platform, bucket: str, headers: dict[str, str]) -> Reply:
        path = f"/upload/storage/v1/b/{bucket}/o"
        return platform.call("POST", path, b"", headers, uploadType=kind, name=name)

    return call


def on_object(method: str, name: str, below: str = "", body: object = None, **query: str) -> Call:
    def call(platform: Platform, bucket: str, headers: dict[str, str]) -> Reply:
        path = f"/storage/v1/b/{bucket}/o/{name}{below.format(bucket)}"
        return platform.call(method, path, body, headers, **query)

    return call


READS = {"get": on_object("GET", "x"), "download": on_object("GET", "x", alt="media")}
WRITES = {
    "insert": upload("x", "media"),
    "resumable": upload("x", "resumable"),
    "patch": on_object("PATCH", "x", body={}),
    "update": on_object("PUT", "x", body={}),
    "delete": on_object("DELETE", "x"),
    "rewrite": on_object("POST", "source", "/rewriteTo/b/{}/o/x", {}),
    "copy": on_object("POST", "source", "/copyTo/b/{}/o/x", {}),
    "move": on_object("POST", "source", "/moveTo/o/x"),
    "compose": on_object("POST", "x", "/compose", {"sourceObjects": [{"name": "source"}]}),
}


@pytest.mark.parametrize("call", (READS | WRITES).values(), ids=(READS | WRITES).keys())
@pytest.mark.parametrize(
    ("headers", "read", "write"),
    [
        ({"If-Match": '"{etag}"'}, 200, 200),
        ({"If-Match": "{etag}"}, 200, 200),
        ({"If-Match": '"other", W/"{etag}"'}, 200, 200),
        ({"If-Match": "*"}, 200, 200),
        ({"If-Match": '"other"'}, 412, 412),
        ({"If-Match": ""}, 412, 412),
        ({"If-None-Match": '"{etag}"'}, 304, 412),
        ({"If-None-Match": "other, {etag}"}, 304, 412),
        ({"If-None-Match": "*"}, 304, 412),
        ({"If-None-Match": '"other"'}, 200, 200),
    ],
)
def test_etags_are_preconditions_of_reads_and_writes(
    platform: Platform, bucket: str, call: Call, headers: dict[str, str], read: int, write: int
) -> None:
    platform.put(bucket, "source", b"1")
    etag = platform.put(bucket, "x", b"data").json()["etag"]
    reply = call(platform, bucket, {name: value.format(etag=etag) for name, value in headers.items()})
    expected = read if call in READS.values() else write
    assert reply.status in ((200, 204) if expected == 200 else (expected,)), reply.body
    assert reply.status != 304 or reply.headers["etag"] == f'"{etag}"'


@pytest.mark.parametrize(("header", "status"), [("If-Match", 412), ("If-None-Match", 200)])
def test_what_does_not_exist_has_no_etag(platform: Platform, bucket: str, header: str, status: int) -> None:
    for name, value in (("a", "*"), ("b", '"other"')):
        assert upload(name, "media")(platform, bucket, {header: value}).status == status


def test_a_resumable_upload_holds_its_etag_against_the_object_at_its_end(platform: Platform, bucket: str) -> None:
    etag = platform.put(bucket, "x", b"old").json()["etag"]
    started = upload("x", "resumable")(platform, bucket, {"If-Match": etag})
    platform.put(bucket, "x", b"meanwhile")
    target = started.headers["location"].removeprefix(platform.server["url"])
    assert platform.call("PUT", target, b"late").status == 412
    assert platform.read(bucket, "x").body == b"meanwhile"


def test_an_etag_is_understood_in_the_url_safe_alphabet(platform: Platform, bucket: str) -> None:
    etag = platform.put(bucket, "x", b"data").json()["etag"]
    while "/" not in etag and "+" not in etag:
        etag = platform.put(bucket, "x", b"data").json()["etag"]
    safe = etag.replace("+", "-").replace("/", "_")
    assert READS["get"](platform, bucket, {"If-Match": safe}).status == 200


def test_buckets_have_etags_too(platform: Platform, bucket: str) -> None:
    path = f"/storage/v1/b/{bucket}"
    etag = platform.call("GET", path).json()["etag"]
    assert platform.call("GET", path, headers={"If-None-Match": etag}).status == 304
    assert platform.call("PATCH", path, {"labels": {"a": "b"}}, {"If-Match": etag}).status == 200
    assert platform.call("DELETE", path, headers={"If-Match": etag}).status == 412


def test_googles_client_sends_etags(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b"data")
    client = platform.client()
    blob = client.bucket(bucket).get_blob("x")
    assert blob.download_as_bytes(if_etag_match=blob.etag) == b"data"
    assert blob.exists(if_etag_match=[blob.etag, "other"])
    client.close()
