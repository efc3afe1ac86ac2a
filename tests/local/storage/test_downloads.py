import pytest

from local.storage.running import Platform
from local.storage.test_uploads import crc32c, md5

DATA = b"0123456789"


@pytest.mark.parametrize(
    ("asked", "status", "body", "content_range"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=0-9", 206, DATA, "bytes 0-9/10"),
        ("bytes=0-99", 206, DATA, "bytes 0-9/10"),
        ("bytes=9-", 206, b"9", "bytes 9-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, DATA, "bytes 0-9/10"),
        ("bytes=10-", 416, None, "bytes */10"),
        ("bytes=-0", 416, None, "bytes */10"),
        ("bytes=3-1", 200, DATA, None),
        ("bytes=0-1,3-4", 200, DATA, None),
        ("bytes=-", 200, DATA, None),
        ("lines=0-1", 200, DATA, None),
    ],
)
def test_ranges_are_answered_as_http_says(
    platform: Platform, bucket: str, asked: str, status: int, body: bytes | None, content_range: str | None
) -> None:
    platform.put(bucket, "x", DATA)
    reply = platform.read(bucket, "x", Range=asked)
    assert (reply.status, reply.headers.get("content-range")) == (status, content_range)
    assert body is None or reply.body == body


def test_any_range_of_an_empty_object_is_not_satisfiable(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b"")
    reply = platform.read(bucket, "x", Range="bytes=0-0")
    assert (reply.status, reply.headers["content-range"]) == (416, "bytes */0")
    assert platform.client().bucket(bucket).blob("x").download_as_bytes() == b""


def test_a_download_carries_hashes_and_generation(platform: Platform, bucket: str) -> None:
    generation = platform.put(bucket, "x", DATA).json()["generation"]
    headers = platform.read(bucket, "x").headers
    assert headers["x-goog-hash"] == f"crc32c={crc32c(DATA)},md5={md5(DATA)}"
    assert headers["x-goog-generation"] == generation
    assert headers["content-type"] == "application/octet-stream"


def test_links_use_the_host_of_the_request(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "a b/c", DATA)
    host = f"localhost:{platform.port}"
    resource = platform.object_call("GET", bucket, "a b/c", headers={"Host": host}).json()
    for link in ("mediaLink", "selfLink"):
        assert resource[link].startswith(f"http://{host}/")
    path = resource["mediaLink"].removeprefix(f"http://{host}")
    assert platform.call("GET", path).body == DATA


def test_a_head_request_tells_the_length_and_sends_nothing(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", DATA)
    reply = platform.object_call("HEAD", bucket, "x", alt="media")
    assert (reply.status, reply.headers["content-length"], reply.body) == (200, "10", b"")


def test_an_old_generation_is_not_found(platform: Platform, bucket: str) -> None:
    first = platform.put(bucket, "x", DATA).json()["generation"]
    second = platform.put(bucket, "x", b"new").json()["generation"]
    assert platform.object_call("GET", bucket, "x", generation=first).status == 404
    assert platform.object_call("GET", bucket, "x", generation=second, alt="media").body == b"new"


def test_a_content_type_with_a_line_break_cannot_split_the_response(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", DATA)
    platform.object_call("PATCH", bucket, "x", {"contentType": "text/plain\r\nX-Evil: yes"})
    reply = platform.read(bucket, "x")
    assert "x-evil" not in reply.headers
    assert reply.body == DATA
