import pytest
from google.cloud.exceptions import Conflict, NotFound

from local.storage.running import Platform


def test_a_bucket_has_an_upper_case_location_and_string_numbers(platform: Platform) -> None:
    reply = platform.call(
        "POST", "/storage/v1/b", {"name": "with-location", "location": "europe-west1"}, project="project-one"
    )
    resource = reply.json()
    assert resource["location"] == "EUROPE-WEST1"
    assert resource["locationType"] == "region"
    assert resource["projectNumber"].isdigit()
    assert resource["metageneration"] == "1"


def test_a_name_taken_by_another_project_is_a_conflict(platform: Platform, bucket: str) -> None:
    reply = platform.call("POST", "/storage/v1/b", {"name": bucket}, project="project-two")
    assert reply.status == 409
    assert reply.json()["error"]["errors"][0]["reason"] == "conflict"
    assert "Choose another" in reply.json()["error"]["message"]


def test_a_bucket_of_another_project_shows_its_owner(platform: Platform, bucket: str) -> None:
    own = platform.client("project-two").bucket("only-of-two")
    own.create()
    assert own.project_number != platform.client().get_bucket(bucket).project_number
    assert platform.client("project-one").get_bucket("only-of-two").project_number == own.project_number


@pytest.mark.parametrize("name", ["", "ab", "Upper", "a" * 64, "10.0.0.1", "google-x", "-x-", "a\n", "é" * 5])
def test_a_bad_bucket_name_is_refused(platform: Platform, name: str) -> None:
    reply = platform.call("POST", "/storage/v1/b", {"name": name}, project="project-one")
    assert reply.status == 400
    assert reply.json()["error"]["message"]


def test_buckets_are_listed_by_project_and_by_page(platform: Platform) -> None:
    client = platform.client("project-paging")
    for number in range(5):
        client.create_bucket(f"paged-{number}")
    pages = [[found.name for found in page] for page in client.list_buckets(page_size=2).pages]
    assert pages == [["paged-0", "paged-1"], ["paged-2", "paged-3"], ["paged-4"]]
    assert [found.name for found in client.list_buckets(prefix="paged-3")] == ["paged-3"]
    assert list(platform.client("project-empty").list_buckets()) == []


def test_labels_are_merged_and_removed_by_null(platform: Platform, bucket: str) -> None:
    path = f"/storage/v1/b/{bucket}"
    platform.call("PATCH", path, {"labels": {"a": "1", "b": "2"}, "id": "ignored"})
    changed = platform.call("PATCH", path, {"labels": {"a": None, "c": "3"}}).json()
    assert changed["labels"] == {"b": "2", "c": "3"}
    assert changed["metageneration"] == "3"
    assert changed["id"] == bucket


def test_only_an_empty_bucket_can_be_deleted(platform: Platform, bucket: str) -> None:
    handle = platform.client().bucket(bucket)
    handle.blob("x").upload_from_string(b"x")
    with pytest.raises(Conflict, match="not empty"):
        handle.delete()
    handle.delete(force=True)
    with pytest.raises(NotFound):
        handle.reload()


def test_a_policy_can_be_changed_and_a_stale_etag_is_refused(platform: Platform, bucket: str) -> None:
    path = f"/storage/v1/b/{bucket}/iam"
    policy = platform.call("GET", path).json()
    binding = {"role": "roles/storage.objectViewer", "members": ["user:a@example.com"]}
    kept = platform.call("PUT", path, {"bindings": [binding], "etag": policy["etag"], "version": 3}).json()
    assert kept["bindings"] == [binding]
    assert platform.call("GET", path).json() == kept
    assert platform.call("PUT", path, {"bindings": [], "etag": policy["etag"]}).status == 412


def test_an_etag_in_the_url_safe_alphabet_is_understood(platform: Platform, bucket: str) -> None:
    path = f"/storage/v1/b/{bucket}/iam"
    etag = platform.call("GET", path).json()["etag"].replace("+", "-").replace("/", "_")
    assert platform.call("PUT", path, {"bindings": [], "etag": etag}).status == 200


def test_every_permission_asked_for_is_granted(platform: Platform, bucket: str) -> None:
    asked = ["storage.objects.get", "storage.objects.list"]
    assert platform.client().bucket(bucket).test_iam_permissions(asked) == asked


@pytest.mark.parametrize("part", ["storageLayout", "managedFolders", "folders", "iam", "o"])
def test_parts_of_a_bucket_exist_with_it_and_are_missing_without(platform: Platform, bucket: str, part: str) -> None:
    assert platform.call("GET", f"/storage/v1/b/{bucket}/{part}").status == 200
    assert platform.call("GET", f"/storage/v1/b/no-such-bucket/{part}").status == 404


@pytest.mark.parametrize(
    "setting",
    [
        {"versioning": {"enabled": True}},
        {"retentionPolicy": {"retentionPeriod": "60"}},
        {"defaultEventBasedHold": True},
        {"hierarchicalNamespace": {"enabled": True}},
        {"encryption": {"defaultKmsKeyName": "projects/p/locations/l/keyRings/r/cryptoKeys/k"}},
        {"iamConfiguration": {"uniformBucketLevelAccess": {"enabled": False}}},
    ],
)
def test_a_setting_that_cannot_be_kept_is_refused_instead_of_ignored(
    platform: Platform, bucket: str, setting: dict[str, object]
) -> None:
    for method, path in (("PATCH", f"/storage/v1/b/{bucket}"), ("PUT", f"/storage/v1/b/{bucket}")):
        assert platform.call(method, path, setting).status == 400
    assert platform.call("POST", "/storage/v1/b", {"name": "never-made", **setting}, project="p").status == 400
    assert platform.call("GET", "/storage/v1/b/never-made").status == 404


def test_a_setting_that_is_off_can_be_switched_off(platform: Platform, bucket: str) -> None:
    off = {"versioning": {"enabled": False}, "retentionPolicy": None, "defaultEventBasedHold": False}
    found = platform.call("PATCH", f"/storage/v1/b/{bucket}", off).json()
    assert found["versioning"] == {"enabled": False}
    assert found["iamConfiguration"]["bucketPolicyOnly"]["enabled"] is True


@pytest.mark.parametrize(
    "path", ["acl", "acl/allUsers", "defaultObjectAcl", "o/x/acl", "o/x/iam", "o/x/iam/testPermissions"]
)
def test_access_control_lists_are_refused_with_the_reason_and_not_as_missing(
    platform: Platform, bucket: str, path: str
) -> None:
    reply = platform.call("GET", f"/storage/v1/b/{bucket}/{path}")
    assert reply.status == 400
    assert "uniform bucket-level access" in reply.json()["error"]["message"]
    assert platform.call("GET", f"/storage/v1/b/no-such-bucket-here/{path}").status == 404


HOLDS = [{"temporaryHold": True}, {"eventBasedHold": True}]


@pytest.mark.parametrize("hold", HOLDS, ids=["temporary", "event-based"])
def test_an_object_that_is_held_stays_until_it_is_released(
    platform: Platform, bucket: str, hold: dict[str, bool]
) -> None:
    platform.put(bucket, "x", b"1")
    platform.put(bucket, "y", b"2")
    platform.object_call("PATCH", bucket, "x", hold)
    move = f"/storage/v1/b/{bucket}/o/%s/moveTo/o/%s"
    refused = [
        platform.object_call("DELETE", bucket, "x"),
        platform.put(bucket, "x", b"new"),
        platform.call("POST", move % ("x", "z")),
        platform.call("POST", move % ("y", "x")),
        platform.call("POST", f"/storage/v1/b/{bucket}/o/y/rewriteTo/b/{bucket}/o/x", {}),
    ]
    assert [(reply.status, reply.json()["error"]["errors"][0]["reason"]) for reply in refused] == [
        (403, "objectUnderActiveHold")
    ] * 5
    assert platform.read(bucket, "x").body == b"1"
    platform.object_call("PATCH", bucket, "x", dict.fromkeys(hold, False))
    assert platform.object_call("DELETE", bucket, "x").status == 204


@pytest.mark.parametrize(
    "binding",
    [{"role": 5, "members": []}, {"role": "r", "members": 5}, {"role": "r", "members": [{}]}, {"members": []}],
)
def test_a_policy_of_another_form_is_refused(platform: Platform, bucket: str, binding: dict[str, object]) -> None:
    before = platform.call("GET", f"/storage/v1/b/{bucket}/iam").json()
    answer = platform.call("PUT", f"/storage/v1/b/{bucket}/iam", {"bindings": [binding]})
    assert answer.status == 400
    assert platform.call("GET", f"/storage/v1/b/{bucket}/iam").json() == before
