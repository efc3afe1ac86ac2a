import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.storage.running import Platform
from modelport_local.http.fields import selection_of
from modelport_local.http.messages import HttpError


def test_googles_client_lists_and_finds_with_selected_fields(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b"123")
    client = platform.client()
    [blob] = client.list_blobs(bucket, fields="items(name,size),nextPageToken")
    assert (blob.name, blob.size, blob.generation) == ("x", 3, None)
    assert client.bucket(bucket).blob("x").exists()
    client.close()


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("kind", {"kind": "storage#objects"}),
        ("items/name", {"items": [{"name": "x"}]}),
        ("items(name,size),kind", {"kind": "storage#objects", "items": [{"name": "x", "size": "3"}]}),
        ("*/name", {"kind": "storage#objects", "items": [{"name": "x"}]}),
        ("absent", {}),
    ],
)
def test_an_answer_holds_what_was_selected(
    platform: Platform, bucket: str, selector: str, expected: dict[str, object]
) -> None:
    platform.put(bucket, "x", b"123")
    assert platform.call("GET", f"/storage/v1/b/{bucket}/o", fields=selector).json() == expected


def test_models_are_answered_in_part_as_well(platform: Platform) -> None:
    made = platform.call("POST", "/v1/projects/p/models", {"name": "partial"}, fields="name")
    assert made.json() == {"name": "projects/p/models/partial"}


@pytest.mark.parametrize("selector", ["items(name", "a,,b", "(a)", "a/", "a b!", ")", "a/" * 100 + "a"])
def test_a_broken_selector_is_refused_before_anything_happens(platform: Platform, bucket: str, selector: str) -> None:
    refused = platform.put(bucket, "never", b"", fields=selector)
    assert refused.status == 400
    assert "fields" in refused.json()["error"]["message"]
    assert platform.object_call("GET", bucket, "never").status == 404


def test_the_content_of_an_object_is_never_cut(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b'{"a": 1}')
    platform.object_call("PATCH", bucket, "x", {"contentType": "application/json; charset=UTF-8"})
    assert platform.object_call("GET", bucket, "x", alt="media", fields="b").body == b'{"a": 1}'


@given(st.text("ab*/,() ", max_size=20))
def test_any_selector_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(HttpError):
        selection_of(text)


def test_calls_in_a_batch_are_answered_in_part_as_well(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b"123")
    part = f"--b\r\nContent-Type: application/http\r\n\r\nGET /storage/v1/b/{bucket}/o/x?fields=%s HTTP/1.1\r\n\r\n\r\n"
    body = (part % "name,size" + part % "items(" + "--b--").encode()
    answer = platform.call("POST", "/batch/storage/v1", body, {"Content-Type": "multipart/mixed; boundary=b"})
    first, second = answer.body.decode().split("--batch")[1:3]
    assert first.rstrip().endswith('{"name":"x","size":"3"}')
    assert "HTTP/1.1 400" in second


def test_the_end_of_a_resumable_upload_is_answered_as_its_start_asked(platform: Platform, bucket: str) -> None:
    path = f"/upload/storage/v1/b/{bucket}/o"
    started = platform.call("POST", path, {}, uploadType="resumable", name="x", fields="name,size")
    target = started.headers["location"].removeprefix(platform.server["url"])
    for _ in range(2):
        assert platform.call("PUT", target, b"1234").json() == {"name": "x", "size": "4"}
