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


def test_versioning_is_refused_instead_of_ignored(platform: Platform, bucket: str) -> None:
    reply = platform.call("PATCH", f"/storage/v1/b/{bucket}", {"versioning": {"enabled": True}})
    assert reply.status == 501


@pytest.mark.parametrize("path", ["acl", "defaultObjectAcl", "o/x/acl"])
def test_access_control_lists_are_refused_with_the_reason_and_not_as_missing(
    platform: Platform, bucket: str, path: str
) -> None:
    reply = platform.call("GET", f"/storage/v1/b/{bucket}/{path}")
    assert reply.status == 400
    assert "uniform bucket-level access" in reply.json()["error"]["message"]
    assert platform.call("GET", f"/storage/v1/b/no-such-bucket-here/{path}").status == 404
