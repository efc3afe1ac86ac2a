from typing import Any

import pytest

from local.storage.running import Platform

MOVE = "/storage/v1/b/{}/o/{}/moveTo/o/{}"


def test_a_moved_object_keeps_content_and_metadata_and_leaves_its_old_name(platform: Platform, bucket: str) -> None:
    handle = platform.client().bucket(bucket)
    source = handle.blob("moving-from")
    source.metadata = {"a": "1"}
    source.upload_from_string(b"data", content_type="text/plain")
    platform.put(bucket, "moving-to", b"replaced")
    moved = handle.move_blob(source, "moving-to")
    moved.reload()
    assert moved.download_as_bytes() == b"data"
    assert (moved.content_type, moved.metadata) == ("text/plain", {"a": "1"})
    assert not handle.blob("moving-from").exists()


@pytest.mark.parametrize(
    ("source", "target", "query", "status"),
    [
        ("there", "other", {"ifSourceGenerationMatch": "1"}, 412),
        ("there", "taken", {"ifGenerationMatch": "0"}, 412),
        ("there", "there", {}, 400),
        ("absent", "other", {}, 404),
    ],
)
def test_a_refused_move_changes_nothing(
    platform: Platform, bucket: str, source: str, target: str, query: dict[str, Any], status: int
) -> None:
    platform.put(bucket, "there", b"1")
    platform.put(bucket, "taken", b"2")
    assert platform.call("POST", MOVE.format(bucket, source, target), **query).status == status
    assert (platform.read(bucket, "there").body, platform.read(bucket, "taken").body) == (b"1", b"2")
    assert platform.object_call("GET", bucket, "other").status == 404
