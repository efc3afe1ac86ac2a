import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.storage.running import Platform
from local.storage.test_uploads import crc32c, md5

ODD_NAMES = [
    "a", "a/b", "a/", "//", "a//b", "with space", "..x", "../up", "a/../b", "%", "%2F", "a%20b", "ü/é", "日本/語",
    "\U0001f600", "e\u0301", "#?&=+", "'\"<>", "a\tb", "x" * 1024, "é" * 512, "\\", "~", "a:predict", "\u202e",
    ".hidden",
]  # fmt: skip


def test_odd_names_keep_their_own_content(platform: Platform, bucket: str) -> None:
    handle = platform.client().bucket(bucket)
    for name in ODD_NAMES:
        handle.blob(name).upload_from_string(name.encode())
    for name in ODD_NAMES:
        blob = handle.blob(name)
        assert blob.download_as_bytes() == name.encode()
        blob.reload()
        assert blob.name == name
    assert [blob.name for blob in handle.list_blobs()] == sorted(ODD_NAMES)
    for name in ODD_NAMES:
        handle.blob(name).delete()
    assert list(handle.list_blobs()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "a\nb", "a\rb", "x" * 1025, ".well-known/acme-challenge/x"])
def test_a_name_that_cloud_storage_forbids_is_refused(platform: Platform, bucket: str, name: str) -> None:
    assert platform.put(bucket, name, b"x").status == 400


def test_a_patch_merges_metadata_removes_nulls_and_ignores_the_rest(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b"data")
    whole = platform.object_call("PATCH", bucket, "x", {"metadata": {"a": "1", "b": "2"}}).json()
    changed = {**whole, "metadata": {"a": None, "c": "3"}, "size": "77", "contentType": "text/plain"}
    found = platform.object_call("PATCH", bucket, "x", changed).json()
    assert found["metadata"] == {"b": "2", "c": "3"}
    assert (found["size"], found["metageneration"], found["contentType"]) == ("4", "3", "text/plain")


def test_an_update_replaces_all_metadata(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b"data")
    platform.object_call("PATCH", bucket, "x", {"metadata": {"a": "1"}, "cacheControl": "no-store"})
    found = platform.object_call("PUT", bucket, "x", {"metadata": {"b": "2"}}).json()
    assert found["metadata"] == {"b": "2"}
    assert "cacheControl" not in found


def test_a_time_to_retain_an_object_until_is_refused_instead_of_ignored(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "x", b"data")
    retention = {"retention": {"mode": "Locked", "retainUntilTime": "2030-01-01T00:00:00Z"}}
    assert platform.object_call("PATCH", bucket, "x", retention).status == 400
    assert platform.object_call("PATCH", bucket, "x", {"retention": None}).status == 200


def test_delete_with_another_generation_deletes_nothing(platform: Platform, bucket: str) -> None:
    generation = platform.put(bucket, "x", b"data").json()["generation"]
    assert platform.object_call("DELETE", bucket, "x", generation="5").status == 404
    assert platform.object_call("DELETE", bucket, "x", generation=generation).status == 204
    assert platform.object_call("DELETE", bucket, "x").status == 404


def test_compose_joins_its_sources_and_has_no_md5(platform: Platform, bucket: str) -> None:
    parts = [os.urandom(300_000), b"", os.urandom(5)]
    for number, data in enumerate(parts):
        platform.put(bucket, f"part-{number}", data)
    destination = {"contentType": "text/plain", "md5Hash": md5(parts[0]), "crc32c": crc32c(parts[0])}
    sources = [{"name": f"part-{number}"} for number in range(3)]
    body = {"destination": destination, "sourceObjects": sources}
    path = f"/storage/v1/b/{bucket}/o/whole/compose"
    resource = platform.call("POST", path, body).json()
    assert "md5Hash" not in resource
    assert (resource["componentCount"], resource["crc32c"]) == (3, crc32c(b"".join(parts)))
    assert platform.read(bucket, "whole").body == b"".join(parts)
    assert "md5" not in platform.read(bucket, "whole").headers["x-goog-hash"]


def test_compose_into_one_of_its_own_sources_appends(platform: Platform, bucket: str) -> None:
    platform.put(bucket, "log", b"one")
    platform.put(bucket, "more", b"two")
    body = {"sourceObjects": [{"name": "log"}, {"name": "more"}]}
    assert platform.call("POST", f"/storage/v1/b/{bucket}/o/log/compose", body).status == 200
    assert platform.read(bucket, "log").body == b"onetwo"


@pytest.mark.parametrize(
    ("sources", "status"),
    [([], 400), ([{"name": "x"}] * 33, 400), ([{"name": "none"}], 404), ([{"name": "x", "generation": "4"}], 404)],
)
def test_compose_refuses_what_it_cannot_join(
    platform: Platform, bucket: str, sources: list[dict[str, str]], status: int
) -> None:
    platform.put(bucket, "x", b"data")
    reply = platform.call("POST", f"/storage/v1/b/{bucket}/o/y/compose", {"sourceObjects": sources})
    assert reply.status == status
    assert platform.object_call("GET", bucket, "y").status == 404


def test_copies_stay_when_their_source_goes(platform: Platform, bucket: str) -> None:
    handle = platform.client().bucket(bucket)
    source = handle.blob("source")
    source.metadata = {"a": "1"}
    source.upload_from_string(b"data", content_type="text/plain")
    copied = handle.copy_blob(source, handle, "copied")
    rewritten = handle.blob("rewritten")
    token, done, total = rewritten.rewrite(source)
    assert (token, done, total) == (None, 4, 4)
    source.delete()
    for blob in (copied, rewritten):
        blob.reload()
        assert blob.download_as_bytes() == b"data"
        assert (blob.content_type, blob.metadata) == ("text/plain", {"a": "1"})


def test_only_one_of_many_parallel_creates_wins(platform: Platform, bucket: str) -> None:
    def create(number: int) -> int:
        return platform.put(bucket, "x", b"%d" % number * 100_000, ifGenerationMatch="0").status

    with ThreadPoolExecutor(16) as pool:
        statuses = sorted(pool.map(create, range(16)))
    assert statuses == [200] + [412] * 15
    body = platform.read(bucket, "x").body
    assert body == body[: len(body) // 100_000] * 100_000


@pytest.mark.parametrize(
    ("condition", "read", "write"),
    [
        ({"ifGenerationMatch": "{generation}"}, 200, 200),
        ({"ifGenerationMatch": "7"}, 412, 412),
        ({"ifGenerationMatch": "0"}, 412, 412),
        ({"ifGenerationNotMatch": "{generation}"}, 304, 412),
        ({"ifGenerationNotMatch": "0"}, 200, 200),
        ({"ifMetagenerationMatch": "1"}, 200, 200),
        ({"ifMetagenerationMatch": "2"}, 412, 412),
        ({"ifMetagenerationNotMatch": "1"}, 304, 412),
        ({"ifGenerationMatch": "x"}, 400, 400),
    ],
)
@pytest.mark.parametrize("method", ["GET", "MEDIA", "PATCH", "INSERT", "DELETE"])
def test_preconditions_hold_for_reads_and_writes(
    platform: Platform, bucket: str, method: str, condition: dict[str, str], read: int, write: int
) -> None:
    generation = platform.put(bucket, "x", b"data").json()["generation"]
    query = {name: value.format(generation=generation) for name, value in condition.items()}
    match method:
        case "MEDIA":
            status = platform.object_call("GET", bucket, "x", alt="media", **query).status
        case "INSERT":
            status = platform.put(bucket, "x", b"new", **query).status
        case _:
            status = platform.object_call(method, bucket, "x", {} if method == "PATCH" else None, **query).status
    expected = read if method in ("GET", "MEDIA") else write
    assert status == (204 if method == "DELETE" and expected == 200 else expected)


def test_a_batch_answers_each_call_by_itself(platform: Platform, bucket: str) -> None:
    client = platform.client()
    handle = client.bucket(bucket)
    for name in ("a", "b"):
        handle.blob(name).upload_from_string(b"x")
    with client.batch(raise_exception=False) as batch:
        handle.blob("a").delete()
        handle.blob("missing").delete()
        patched = handle.blob("b")
        patched.metadata = {"k": "v"}
        patched.patch()
    assert [response.status_code for response in batch._responses] == [204, 404, 200]
    assert [blob.name for blob in handle.list_blobs()] == ["b"]
    assert handle.get_blob("b").metadata == {"k": "v"}


def test_only_classes_that_exist_are_kept(platform: Platform, bucket: str) -> None:
    for name, kept in (("COLDLINE", "COLDLINE"), ("nearline", "NEARLINE")):
        made = platform.call("POST", f"/storage/v1/b/{bucket}/o", {"name": "x", "storageClass": name})
        assert made.json()["storageClass"] == kept
        changed = platform.call("PATCH", f"/storage/v1/b/{bucket}", {"storageClass": name})
        assert changed.json()["storageClass"] == kept
    refusals = [
        platform.call("POST", f"/storage/v1/b/{bucket}/o", {"name": "x", "storageClass": "FOO"}),
        platform.object_call("PATCH", bucket, "x", {"storageClass": "FOO"}),
        platform.call("PATCH", f"/storage/v1/b/{bucket}", {"storageClass": ""}),
        platform.call("PUT", f"/{bucket}/x", b"", {"x-goog-storage-class": "FOO"}),
    ]
    assert [reply.status for reply in refusals] == [400, 400, 400, 400]
    assert all(b"STANDARD" in reply.body for reply in refusals)
