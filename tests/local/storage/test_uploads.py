import base64
import hashlib
import json
import os
import struct
from pathlib import Path
from typing import Any

import google_crc32c
import pytest

from local.storage.running import Platform, Reply


def crc32c(data: bytes) -> str:
    return base64.b64encode(struct.pack(">I", google_crc32c.value(data))).decode()


def md5(data: bytes) -> str:
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def multipart(
    platform: Platform, bucket: str, metadata: dict[str, Any], data: bytes, *, line: bytes = b"\r\n", quote: str = '"'
) -> Reply:
    """A multipart upload framed as one of Google's clients does."""
    boundary = "===============71=="
    mark = b"--" + boundary.encode()
    about, content = b"Content-Type: application/json", b"Content-Type: text/x-test"
    body = line.join([mark, about, b"", json.dumps(metadata).encode(), mark, content, b"", data, mark + b"--"])
    headers = {"Content-Type": f"multipart/related; boundary={quote}{boundary}{quote}"}
    path = f"/upload/storage/v1/b/{bucket}/o"
    return platform.call("POST", path, body, headers, uploadType="multipart")


HARD = [
    b"",
    b"\n",
    b"\r",
    b"\r\n",
    b"a\r",
    b"\n--===============71==\n",
    b"--",
    b"\r\n--===============71=",
    b"x" * 3_000_000,
]


@pytest.mark.parametrize("line", [b"\r\n", b"\n"], ids=["crlf", "lf"])
@pytest.mark.parametrize("quote", ['"', "'", ""], ids=["double", "single", "bare"])
@pytest.mark.parametrize("data", HARD, ids=range(len(HARD)))
def test_multipart_bodies_keep_every_byte(
    platform: Platform, bucket: str, line: bytes, quote: str, data: bytes
) -> None:
    reply = multipart(platform, bucket, {"name": "x"}, data, line=line, quote=quote)
    assert reply.status == 200, reply.body
    assert reply.json()["md5Hash"] == md5(data)
    assert reply.json()["crc32c"] == crc32c(data)
    assert reply.json()["contentType"] == "text/x-test"
    assert platform.read(bucket, "x").body == data


@pytest.mark.parametrize("size", [0, 1, 70_000, 5_000_000])
def test_googles_client_uploads_and_downloads_the_same_bytes(
    platform: Platform, bucket: str, size: int, tmp_path: Path
) -> None:
    data = os.urandom(size)
    source = tmp_path / "source"
    source.write_bytes(data)
    handle = platform.client().bucket(bucket)
    handle.blob("string").upload_from_string(data)
    handle.blob("file").upload_from_filename(source, checksum="md5")
    handle.blob("pieces", chunk_size=1024 * 1024).upload_from_filename(source, checksum="crc32c")
    for name in ("string", "file", "pieces"):
        blob = handle.get_blob(name)
        assert (blob.size, blob.md5_hash, blob.crc32c) == (size, md5(data), crc32c(data))
        assert blob.download_as_bytes(checksum="md5") == data


def test_a_name_that_is_only_in_the_query_is_used(platform: Platform, bucket: str) -> None:
    boundary = "b"
    body = b'--b\r\n\r\n{"size": "4"}\r\n--b\r\n\r\ndata\r\n--b--'
    headers = {"Content-Type": f"multipart/related; boundary={boundary}"}
    path = f"/upload/storage/v1/b/{bucket}/o"
    reply = platform.call("POST", path, body, headers, uploadType="multipart", name="ab12/trainer.tar.gz")
    assert reply.json()["name"] == "ab12/trainer.tar.gz"
    assert reply.json()["size"] == "4"


@pytest.mark.parametrize("wrong", [{"crc32c": crc32c(b"other")}, {"md5Hash": md5(b"other")}])
def test_a_wrong_hash_in_the_metadata_is_refused_and_leaves_no_object(
    platform: Platform, bucket: str, wrong: dict[str, Any]
) -> None:
    reply = multipart(platform, bucket, {"name": "x", **wrong}, b"data")
    assert reply.status == 400
    assert "upload again" in reply.json()["error"]["message"]
    assert platform.object_call("GET", bucket, "x").status == 404


def test_a_wrong_hash_does_not_harm_the_object_that_was_there(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b"before")
    multipart(platform, bucket, {"name": "x", "md5Hash": md5(b"other")}, b"data")
    assert platform.read(bucket, "x").body == b"before"


def test_a_right_hash_is_accepted(platform: Platform, bucket: str) -> None:
    metadata = {"name": "x", "crc32c": crc32c(b"data"), "md5Hash": md5(b"data")}
    assert multipart(platform, bucket, metadata, b"data").status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b",
        b"--b\r\n\r\n{}\r\n--b--",
        b"--b\r\n\r\n{]\r\n--b\r\n\r\nx\r\n--b--",
        b"--b\r\n\r\n{}\r\n--b\r\n\r\nx",
    ],
)
def test_a_broken_multipart_body_is_refused(platform: Platform, bucket: str, body: bytes) -> None:
    headers = {"Content-Type": "multipart/related; boundary=b"}
    path = f"/upload/storage/v1/b/{bucket}/o"
    reply = platform.call("POST", path, body, headers, uploadType="multipart", name="x")
    assert reply.status == 400
    assert platform.object_call("GET", bucket, "x").status == 404


def test_an_upload_to_no_bucket_is_refused(platform: Platform) -> None:
    assert platform.put("no-such-bucket", "x", b"data").status == 404


@pytest.mark.parametrize("kind", ["", "other"])
def test_an_unknown_kind_of_upload_is_refused(platform: Platform, bucket: str, kind: str) -> None:
    path = f"/upload/storage/v1/b/{bucket}/o"
    assert platform.call("POST", path, b"", uploadType=kind, name="x").status == 400


def test_metadata_of_the_upload_are_kept(platform: Platform, bucket: str) -> None:
    blob = platform.client().bucket(bucket).blob("x")
    blob.metadata = {"trained": "yes"}
    blob.cache_control = "no-store"
    blob.upload_from_string(b"data", content_type="text/plain")
    blob.reload()
    assert (blob.metadata, blob.cache_control, blob.content_type) == ({"trained": "yes"}, "no-store", "text/plain")


def test_a_large_upload_and_its_download_leave_the_servers_memory_flat(
    platform: Platform, bucket: str, tmp_path: Path
) -> None:
    def peak() -> int:
        status = Path(f"/proc/{platform.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0])

    platform.put(bucket, "warm", b"x" * 10_000_000)
    platform.read(bucket, "warm")
    before = peak()
    blob = platform.client().bucket(bucket).blob("large")
    size = 200 * 1024 * 1024
    source = tmp_path / "sparse"
    with source.open("wb") as file:
        file.truncate(size)
    blob.upload_from_filename(source)
    blob.download_to_filename("/dev/null")
    assert blob.size == size
    assert peak() - before < 16 * 1024


@pytest.mark.parametrize(
    ("headers", "query"),
    [({"X-Goog-Encryption-Algorithm": "AES256"}, {}), ({}, {"kmsKeyName": "projects/p/locations/l/keyRings/r"})],
)
def test_a_key_of_the_clients_own_is_refused(
    platform: Platform, bucket: str, headers: dict[str, str], query: dict[str, str]
) -> None:
    path = f"/upload/storage/v1/b/{bucket}/o"
    assert platform.call("POST", path, b"data", headers, uploadType="media", name="x", **query).status == 400


def test_metadata_without_content_make_an_empty_object(platform: Platform, bucket: str) -> None:
    metadata = {"name": "x", "contentType": "text/plain", "metadata": {"a": "1"}}
    assert platform.call("POST", f"/storage/v1/b/{bucket}/o", metadata).status == 200
    found = platform.object_call("GET", bucket, "x").json()
    assert (found["size"], found["contentType"], found["metadata"]) == ("0", "text/plain", {"a": "1"})
    assert found["md5Hash"] == md5(b"")


@pytest.mark.parametrize("name", ["%ff", "a%C3", "%ed%a0%80"])
def test_a_name_that_is_not_utf8_is_refused_and_not_mended(platform: Platform, bucket: str, name: str) -> None:
    for kind in ("media", "resumable"):
        reply = platform.call("POST", f"/upload/storage/v1/b/{bucket}/o?uploadType={kind}&name={name}", b"")
        assert (reply.status, "not UTF-8" in reply.json()["error"]["message"]) == (400, True)
    assert "items" not in platform.call("GET", f"/storage/v1/b/{bucket}/o").json()
