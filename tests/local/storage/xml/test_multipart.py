"""Uploads in parts through the XML API, by Google's own client and by hand."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from xml.etree import ElementTree

import pytest
from google.cloud.storage import transfer_manager

from local.storage.running import Platform, Reply, running
from local.storage.test_durability import files
from local.storage.test_uploads import crc32c
from local.storage.xml.test_objects import code
from waiting import until

MIB = 1024 * 1024
NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"


class Upload:
    """An upload in parts of one object."""

    def __init__(self, platform: Platform, bucket: str, name: str = "x") -> None:
        self.platform = platform
        self.path = f"/{bucket}/{name}"
        begun = platform.call("POST", f"{self.path}?uploads")
        assert begun.status == 200, begun.body
        self.id = ElementTree.fromstring(begun.body).findtext(f"{NAMESPACE}UploadId", "")

    def put(self, number: int, data: bytes, **headers: str) -> Reply:
        return self.platform.call("PUT", f"{self.path}?partNumber={number}&uploadId={self.id}", data, headers)

    def complete(self, parts: Sequence[tuple[int, str]]) -> Reply:
        named = "".join(f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>" for number, tag in parts)
        return self.complete_with(f"<CompleteMultipartUpload>{named}</CompleteMultipartUpload>".encode())

    def complete_with(self, body: bytes) -> Reply:
        return self.platform.call("POST", f"{self.path}?uploadId={self.id}", body)

    def listed(self, query: str = "") -> ElementTree.Element:
        reply = self.platform.call("GET", f"{self.path}?uploadId={self.id}{query}")
        assert reply.status == 200, reply.body
        return ElementTree.fromstring(reply.body)

    def numbers(self, query: str = "") -> list[int]:
        parts = self.listed(query).findall(f"{NAMESPACE}Part")
        return [int(part.findtext(f"{NAMESPACE}PartNumber", "")) for part in parts]


def etag(data: bytes) -> str:
    return f'"{hashlib.md5(data).hexdigest()}"'


def test_googles_client_uploads_chunks_concurrently(platform: Platform, bucket: str, tmp_path: Path) -> None:
    data = os.urandom(12 * MIB + 7)
    source = tmp_path / "source"
    source.write_bytes(data)
    client = platform.client()
    blob = client.bucket(bucket).blob("dir/ünï %2F?")
    blob.metadata, blob.content_language = {"owner": "bé"}, "de"
    transfer_manager.upload_chunks_concurrently(
        str(source), blob, content_type="text/plain", chunk_size=5 * MIB, worker_type=transfer_manager.THREAD
    )
    blob.reload()
    assert (blob.size, blob.crc32c, blob.md5_hash) == (len(data), crc32c(data), None)
    assert (blob.metadata, blob.content_language, blob.content_type) == ({"owner": "bé"}, "de", "text/plain")
    assert blob.download_as_bytes() == data
    client.close()


def test_parts_come_in_any_order_and_the_last_of_a_number_counts(platform: Platform, bucket: str) -> None:
    upload, first, last = Upload(platform, bucket), os.urandom(5 * MIB), b"the end"
    upload.put(7, last)
    upload.put(2, os.urandom(5 * MIB))
    assert upload.put(2, first).headers["etag"] == etag(first)
    assert platform.call("GET", upload.path).status == 404
    done = upload.complete([(2, etag(first)), (7, etag(last).strip('"'))])
    assert (done.status, done.headers["x-goog-hash"]) == (200, f"crc32c={crc32c(first + last)}")
    assert platform.call("GET", upload.path).body == first + last
    assert upload.complete([(2, etag(first)), (7, etag(last))]).body == done.body
    assert code(upload.put(3, b"more")) == "NoSuchUpload"


def test_parts_are_listed_page_by_page(platform: Platform, bucket: str) -> None:
    upload = Upload(platform, bucket)
    for number in (5, 1, 3):
        upload.put(number, b"%d" % number)
    assert upload.numbers() == [1, 3, 5]
    page = upload.listed("&max-parts=2")
    assert page.findtext(f"{NAMESPACE}IsTruncated") == "true"
    marker = page.findtext(f"{NAMESPACE}NextPartNumberMarker", "")
    assert upload.numbers(f"&part-number-marker={marker}") == [5]


def test_an_aborted_upload_leaves_nothing(tmp_path: Path) -> None:
    with running(tmp_path / "home") as platform:
        platform.call("POST", "/storage/v1/b", {"name": "kept"}, project="project-one")
        upload = Upload(platform, "kept")
        upload.put(1, b"data")
        assert len(files(platform.home)) == 1
        assert platform.call("DELETE", upload.path, uploadId=upload.id).status == 204
        assert files(platform.home) == set()
        assert code(upload.complete([(1, etag(b"data"))])) == "NoSuchUpload"
        assert code(upload.put(1, b"data")) == "NoSuchUpload"


def test_what_cannot_be_joined_is_refused_and_can_be_put_right(platform: Platform, bucket: str) -> None:
    upload = Upload(platform, bucket)
    small, large = b"small", bytes(5 * MIB)
    upload.put(1, small)
    upload.put(2, large)
    one, two = (1, etag(small)), (2, etag(large))
    assert code(upload.complete([one, two])) == "EntityTooSmall"
    assert code(upload.complete([two, one])) == "InvalidPartOrder"
    assert code(upload.complete([two, two])) == "InvalidPartOrder"
    assert code(upload.complete([two, (3, etag(b""))])) == "InvalidPart"
    assert code(upload.complete([(1, etag(large))])) == "InvalidPart"
    assert platform.call("GET", upload.path).status == 404
    assert upload.complete([two]).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<", b"<Other/>", b"<CompleteMultipartUpload/>", b"<CompleteMultipartUpload>\xed\xa0\x80",
        b"<CompleteMultipartUpload><Part><PartNumber>a</PartNumber><ETag>b</ETag></Part></CompleteMultipartUpload>",
        b'<!DOCTYPE a [<!ENTITY e "eeee">]><CompleteMultipartUpload>&e;</CompleteMultipartUpload>',
        b"<?xml version='1.0' encoding='none'?><CompleteMultipartUpload/>",
    ],
)  # fmt: skip
def test_a_body_that_names_no_parts_is_refused(platform: Platform, bucket: str, body: bytes) -> None:
    reply = Upload(platform, bucket).complete_with(body)
    assert (reply.status, code(reply)) == (400, "MalformedXML")


@pytest.mark.parametrize("number", ["0", "10001", "x", ""])
def test_a_part_needs_a_number(platform: Platform, bucket: str, number: str) -> None:
    upload = Upload(platform, bucket)
    reply = platform.call("PUT", f"{upload.path}?partNumber={number}&uploadId={upload.id}", b"data")
    assert (reply.status, code(reply)) == (400, "InvalidArgument")


def test_a_part_that_changed_on_the_way_is_refused(platform: Platform, bucket: str) -> None:
    upload = Upload(platform, bucket)
    assert code(upload.put(1, b"data", **{"x-goog-hash": f"crc32c={crc32c(b'other')}"})) == "BadDigest"
    assert upload.numbers() == []


def test_an_upload_belongs_to_its_object(platform: Platform, bucket: str) -> None:
    upload = Upload(platform, bucket)
    assert code(platform.call("PUT", f"/{bucket}/y?partNumber=1&uploadId={upload.id}", b"data")) == "NoSuchUpload"
    assert code(platform.call("GET", f"/{bucket}/x?uploadId=none")) == "NoSuchUpload"


def test_an_upload_goes_with_its_bucket(tmp_path: Path) -> None:
    with running(tmp_path / "home") as platform:
        platform.call("POST", "/storage/v1/b", {"name": "kept"}, project="project-one")
        upload = Upload(platform, "kept")
        upload.put(1, b"data")
        assert platform.call("DELETE", "/storage/v1/b/kept").status == 204
        assert code(upload.put(2, b"data")) == "NoSuchBucket"
        platform.call("POST", "/storage/v1/b", {"name": "kept"}, project="project-one")
        assert code(upload.put(2, b"data")) == "NoSuchUpload"
        platform.kill()
        platform.start()
        assert files(platform.home) == set()


def test_parts_survive_a_kill_and_what_a_disk_lost_is_noticed(tmp_path: Path) -> None:
    with running(tmp_path / "home") as platform:
        platform.call("POST", "/storage/v1/b", {"name": "kept"}, project="project-one")
        upload, first = Upload(platform, "kept"), os.urandom(5 * MIB)
        upload.put(1, first)
        upload.put(2, b"second")
        platform.kill()
        platform.start()
        assert upload.numbers() == [1, 2]
        [damaged] = [path for path in files(platform.home) if path.stat().st_size == 6]
        damaged.write_bytes(b"broken")
        assert code(upload.complete([(1, etag(first)), (2, etag(b"second"))])) == "InvalidPart"
        upload.put(2, b"second")
        assert upload.complete([(1, etag(first)), (2, etag(b"second"))]).status == 200
        assert platform.call("GET", upload.path).body == first + b"second"
        until(lambda: len(files(platform.home)) == 1)


@pytest.mark.parametrize("after", range(4))
def test_a_kill_while_uploads_are_completed_leaves_each_whole_or_open(tmp_path: Path, after: int) -> None:
    data = os.urandom(5 * MIB)
    with running(tmp_path / "home") as platform:
        platform.call("POST", "/storage/v1/b", {"name": "kept"}, project="project-one")
        uploads = [Upload(platform, "kept", f"x{number}") for number in range(4)]
        for upload in uploads:
            upload.put(1, data)
            upload.put(2, b"end")
        parts = [(1, etag(data)), (2, etag(b"end"))]
        with ThreadPoolExecutor(4) as threads:
            answers = [threads.submit(completed, upload, parts) for upload in uploads]
            until(lambda: sum(answer.done() for answer in answers) >= after)
            platform.kill()
        platform.start()
        for upload, answer in zip(uploads, answers, strict=True):
            found = platform.call("GET", upload.path)
            assert found.status == 200 or not answer.result()
            assert found.status == 404 or found.body == data + b"end"
            assert upload.complete(parts).status == 200
            assert platform.call("GET", upload.path).body == data + b"end"
        until(lambda: len(files(platform.home)) == 4)


def completed(upload: Upload, parts: Sequence[tuple[int, str]]) -> bool:
    """Whether completing was acknowledged."""
    try:
        return upload.complete(parts).status == 200
    except (OSError, HTTPException):
        return False
