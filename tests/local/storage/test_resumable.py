import contextlib
import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from google.resumable_media.requests import ResumableUpload

from local.storage.running import Platform, Reply, running
from local.storage.test_uploads import crc32c, md5
from waiting import until

MIB = 1024 * 1024


class Upload:
    """A resumable upload, driven by hand."""

    def __init__(self, platform: Platform, bucket: str, *, path: str = "/upload", **metadata: str) -> None:
        self.platform = platform
        reply = platform.call(
            "POST", f"{path}/storage/v1/b/{bucket}/o", {"name": "x", **metadata}, uploadType="resumable"
        )
        assert reply.status == 200, reply.body
        location = urlsplit(reply.headers["location"])
        assert location.path.startswith(path)
        self.target = f"{location.path}?{location.query}"

    def put(self, span: str | None, data: bytes = b"", **headers: str) -> Reply:
        ranges = {} if span is None else {"Content-Range": f"bytes {span}"}
        return self.platform.call("PUT", self.target, data, {**ranges, **headers})

    def cut(self, span: str, announced: int, data: bytes) -> None:
        """Send a part of a body, then break the connection."""
        head = (
            f"PUT {self.target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.platform.token}\r\n"
            f"Content-Range: bytes {span}\r\nContent-Length: {announced}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.platform.port)) as connection:
            connection.sendall(head.encode() + data)

    def received(self, total: int) -> int:
        """What a status query answers."""
        reply = self.put(f"*/{total}")
        assert reply.status == 308, reply.body
        return int(reply.headers["range"].removeprefix("bytes=0-")) + 1 if "range" in reply.headers else 0


def arriving(platform: Platform) -> list[int]:
    """Sizes of the files of unfinished uploads."""
    sizes = []
    for path in (platform.home / "storage/incoming").iterdir():
        with contextlib.suppress(FileNotFoundError):
            sizes.append(path.stat().st_size)
    return sizes


@pytest.mark.parametrize("path", ["/upload", "/resumable/upload"])
def test_one_put_with_everything_makes_the_object(platform: Platform, bucket: str, path: str) -> None:
    data = os.urandom(2 * MIB)
    reply = Upload(platform, bucket, path=path).put(f"0-{len(data) - 1}/{len(data)}", data)
    assert reply.status == 200
    assert reply.json()["md5Hash"] == md5(data)
    assert platform.read(bucket, "x").body == data


def test_pieces_of_unknown_total_make_the_object(platform: Platform, bucket: str) -> None:
    upload, data = Upload(platform, bucket), os.urandom(3 * MIB + 7)
    for start in range(0, 3 * MIB, MIB):
        reply = upload.put(f"{start}-{start + MIB - 1}/*", data[start : start + MIB])
        assert (reply.status, reply.headers["range"]) == (308, f"bytes=0-{start + MIB - 1}")
    assert upload.put(f"{3 * MIB}-{len(data) - 1}/{len(data)}", data[3 * MIB :]).status == 200
    assert platform.read(bucket, "x").body == data


def test_a_put_without_a_range_is_everything(platform: Platform, bucket: str) -> None:
    assert Upload(platform, bucket).put(None, b"everything").json()["size"] == "10"


def test_an_empty_object_needs_no_byte(platform: Platform, bucket: str) -> None:
    assert Upload(platform, bucket).put("*/0").json()["size"] == "0"
    assert platform.read(bucket, "x").body == b""


def test_a_status_query_before_any_byte_names_no_range(platform: Platform, bucket: str) -> None:
    upload = Upload(platform, bucket)
    reply = upload.put("*/10")
    assert reply.status == 308
    assert "range" not in reply.headers
    assert platform.object_call("GET", bucket, "x").status == 404


def test_a_cut_upload_goes_on_where_it_was_cut(platform: Platform, bucket: str) -> None:
    upload, data = Upload(platform, bucket), os.urandom(4 * MIB)
    upload.cut(f"0-{len(data) - 1}/{len(data)}", len(data), data[: MIB + 5])
    until(lambda: MIB + 5 in arriving(platform))
    assert upload.received(len(data)) == MIB + 5
    reply = upload.put(f"{MIB + 5}-{len(data) - 1}/{len(data)}", data[MIB + 5 :])
    assert reply.json()["crc32c"] == crc32c(data)
    assert platform.read(bucket, "x").body == data


def test_googles_client_recovers_a_cut_upload(platform: Platform, bucket: str, tmp_path: Path) -> None:
    data = os.urandom(3 * 256 * 1024 + 9)
    source = tmp_path / "source"
    source.write_bytes(data)
    client = platform.client()
    url = f"{platform.server['url']}/upload/storage/v1/b/{bucket}/o?uploadType=resumable"
    upload: Any = ResumableUpload(url, 256 * 1024, checksum="md5")  # type: ignore[no-untyped-call]
    with source.open("rb") as stream:
        upload.initiate(client._http, stream, {"name": "x"}, "text/plain")
        upload.transmit_next_chunk(client._http)
        upload._make_invalid()
        upload.recover(client._http)
        assert upload.bytes_uploaded == 256 * 1024
        while not upload.finished:
            upload.transmit_next_chunk(client._http)
    assert platform.read(bucket, "x").body == data


def test_bytes_sent_twice_count_once_and_a_gap_is_not_stored(platform: Platform, bucket: str) -> None:
    upload = Upload(platform, bucket)
    upload.put("0-5/12", b"abcdef")
    assert upload.put("9-11/12", b"jkl").headers["range"] == "bytes=0-5"
    assert upload.put("3-11/12", b"defghijkl").status == 200
    assert platform.read(bucket, "x").body == b"abcdefghijkl"


def test_a_finished_upload_answers_its_object_again(platform: Platform, bucket: str) -> None:
    upload = Upload(platform, bucket)
    made = upload.put("0-3/4", b"data").json()
    assert upload.put("*/4").json() == made
    assert upload.put("0-3/4", b"data").json() == made


def test_a_cancelled_upload_is_gone(platform: Platform, bucket: str) -> None:
    upload = Upload(platform, bucket)
    upload.put("0-3/8", b"data")
    assert platform.call("DELETE", upload.target).status == 499
    assert upload.put("*/8").status == 499


def test_an_unknown_upload_is_not_found(platform: Platform, bucket: str) -> None:
    path = f"/upload/storage/v1/b/{bucket}/o"
    assert platform.call("PUT", path, b"", uploadType="resumable", upload_id="none").status == 404


@pytest.mark.parametrize(
    "announced", [{"X-Goog-Hash": f"crc32c={crc32c(b'other')}"}, {"X-Goog-Hash": f"md5={md5(b'other')}"}]
)
def test_a_wrong_hash_with_the_last_piece_is_refused(
    platform: Platform, bucket: str, announced: dict[str, Any]
) -> None:
    upload = Upload(platform, bucket)
    assert upload.put("0-3/8", b"data").status == 308
    assert upload.put("4-7/8", b"more", **announced).status == 400
    assert platform.object_call("GET", bucket, "x").status == 404


def test_a_wrong_hash_announced_at_the_start_is_refused(platform: Platform, bucket: str) -> None:
    assert Upload(platform, bucket, crc32c=crc32c(b"other")).put("0-3/4", b"data").status == 400


@pytest.mark.parametrize("span", ["5-3/9", "0-9/5", "x", "0-3/*x", "-/3", "0-99999999999999999999/*"])
def test_a_range_that_makes_no_sense_is_refused(platform: Platform, bucket: str, span: str) -> None:
    assert Upload(platform, bucket).put(span, b"data").status == 400


def test_a_body_longer_than_its_range_is_refused(platform: Platform, bucket: str) -> None:
    upload = Upload(platform, bucket)
    assert upload.put("0-3/4", b"too long").status == 400
    assert platform.object_call("GET", bucket, "x").status == 404


def test_a_newer_request_takes_the_upload_over_from_a_stalled_one(platform: Platform, bucket: str) -> None:
    upload = Upload(platform, bucket)
    head = (
        f"PUT {upload.target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {platform.token}\r\n"
        "Content-Range: bytes 0-99999/100000\r\nContent-Length: 100000\r\n\r\n"
    ).encode()
    with contextlib.closing(socket.create_connection(("127.0.0.1", platform.port))) as stalled:
        stalled.sendall(head + b"a" * 30_000)
        until(lambda: 30_000 in arriving(platform))
        assert upload.received(100_000) == 30_000
        assert upload.put("30000-99999/100000", b"b" * 70_000).status == 200
        stalled.sendall(b"c" * 70_000)
        assert stalled.recv(100).startswith(b"HTTP/1.1 409")
    assert platform.read(bucket, "x").body == b"a" * 30_000 + b"b" * 70_000


def test_an_upload_survives_the_death_of_the_server(tmp_path: Path) -> None:
    data = os.urandom(3 * MIB)
    with running(tmp_path / "home") as platform:
        platform.call("POST", "/storage/v1/b", {"name": "kept"}, project="project-one")
        upload = Upload(platform, "kept", md5Hash=md5(data))
        assert upload.put(f"0-{MIB - 1}/{len(data)}", data[:MIB]).status == 308
        upload.cut(f"{MIB}-{len(data) - 1}/{len(data)}", 2 * MIB, data[MIB : 2 * MIB])
        until(lambda: 2 * MIB in arriving(platform))
        platform.kill()
        platform.start()
        assert upload.received(len(data)) == 2 * MIB
        reply = upload.put(f"{2 * MIB}-{len(data) - 1}/{len(data)}", data[2 * MIB :])
        assert reply.json()["crc32c"] == crc32c(data)
        assert platform.read("kept", "x").body == data


def test_a_cancelled_and_a_finished_upload_are_remembered_over_a_restart(tmp_path: Path) -> None:
    with running(tmp_path / "home") as platform:
        platform.call("POST", "/storage/v1/b", {"name": "kept"}, project="project-one")
        done, cancelled = Upload(platform, "kept"), Upload(platform, "kept")
        made = done.put("0-3/4", b"data").json()
        platform.call("DELETE", cancelled.target)
        platform.kill()
        platform.start()
        assert done.put("*/4").json() == made
        assert cancelled.put("*/4").status == 499
