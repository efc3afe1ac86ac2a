"""Every answer of the object store has the shape of Google's discovery document."""

import re

import msgspec

from contracts.discovery.asking import Api
from contracts.discovery.documented import covered_methods
from contracts.discovery.schema import methods, violations
from modelport.platforms.local import LocalPlatform

SETTINGS = {
    "labels": {"team": "eu"},
    "storageClass": "NEARLINE",
    "lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {"age": 3}}]},
    "cors": [{"origin": ["*"], "method": ["GET"]}],
}


def test_every_storage_method_answers_in_the_documented_shape(platform: LocalPlatform) -> None:
    storage = Api("storage", platform)
    _buckets(storage)
    _objects(storage)
    _removal(storage)
    assert storage.answered == covered_methods("storage")


def _buckets(storage: Api) -> None:
    for name in ("contract-a", "contract-b"):
        storage.ask("storage.buckets.insert", {"name": name, "location": "us-central1"}, project="contract")
    page = storage.ask("storage.buckets.list", project="contract", maxResults=1)
    assert storage.ask("storage.buckets.list", project="contract", pageToken=page["nextPageToken"])["items"]
    storage.ask("storage.buckets.list", project="nothing-here")
    storage.ask("storage.buckets.patch", SETTINGS, bucket="contract-a")
    assert storage.ask("storage.buckets.get", bucket="contract-a", projection="full")["labels"] == {"team": "eu"}
    storage.ask("storage.buckets.update", {"labels": {"a": "b"}}, bucket="contract-a")
    storage.ask("storage.buckets.getStorageLayout", bucket="contract-a")
    policy = storage.ask("storage.buckets.getIamPolicy", bucket="contract-a", optionsRequestedPolicyVersion=3)
    policy["bindings"].append({"role": "roles/storage.objectViewer", "members": ["user:a@example.com"]})
    storage.ask("storage.buckets.setIamPolicy", policy, bucket="contract-a")
    storage.ask("storage.buckets.testIamPermissions", bucket="contract-a", permissions="storage.objects.get")
    for kind in ("managedFolders", "folders", "notifications", "anywhereCaches", "rapidCaches", "buckets.operations"):
        storage.ask(f"storage.{kind}.list", bucket="contract-a")
    storage.ask("storage.projects.hmacKeys.list", projectId="contract")
    storage.ask("storage.projects.serviceAccount.get", projectId="contract")


def _objects(storage: Api) -> None:
    for name in ("one", "two", "dir/three ü"):
        storage.upload("contract-a", name, name.encode())
    page = storage.ask("storage.objects.list", bucket="contract-a", delimiter="/", maxResults=2)
    assert page["prefixes"] == ["dir/"]
    assert storage.ask("storage.objects.list", bucket="contract-a", pageToken=page["nextPageToken"], versions=True)
    assert "items" not in storage.ask("storage.objects.list", bucket="contract-b")
    metadata = {"metadata": {"k": "v"}, "cacheControl": "no-store", "customTime": "2026-01-02T03:04:05Z"}
    storage.ask("storage.objects.patch", metadata, bucket="contract-a", object="one")
    assert storage.ask("storage.objects.get", bucket="contract-a", object="one")["metadata"] == {"k": "v"}
    storage.ask("storage.objects.update", {"contentType": "text/plain"}, bucket="contract-a", object="one")
    parts = {"sourceObjects": [{"name": "one"}, {"name": "two"}], "destination": {"contentType": "text/plain"}}
    composed = storage.ask("storage.objects.compose", parts, destinationBucket="contract-a", destinationObject="both")
    assert composed["componentCount"] == 2
    ends = {"sourceBucket": "contract-a", "sourceObject": "dir/three ü", "destinationBucket": "contract-b"}
    storage.ask("storage.objects.copy", {}, destinationObject="copied", **ends)
    assert storage.ask("storage.objects.rewrite", {}, destinationObject="rewritten", **ends)["done"]
    storage.ask("storage.objects.move", bucket="contract-b", sourceObject="copied", destinationObject="moved")


def _removal(storage: Api) -> None:
    for name in ("moved", "rewritten"):
        storage.ask("storage.objects.delete", bucket="contract-b", object=name)
    storage.ask("storage.buckets.delete", bucket="contract-b")


def test_every_other_method_is_refused_with_a_sentence(platform: LocalPlatform) -> None:
    storage = Api("storage", platform)
    storage.ask("storage.buckets.insert", {"name": "contract-c"}, project="contract")
    storage.upload("contract-c", "one", b"1")
    refused = sorted(set(methods("storage")) - covered_methods("storage"))
    for method_id in refused:
        status, raw = storage.send(*_call(method_id))
        error = msgspec.json.decode(raw)["error"]
        assert (error["code"], status in (400, 404, 501)) == (status, True), (method_id, raw)
        assert "embedded platform" in error["message"] or "uniform bucket-level" in error["message"], (method_id, raw)
    assert len(refused) > 40


def _call(method_id: str) -> tuple[str, str, object]:
    method = methods("storage")[method_id]
    known = {"bucket": "contract-c", "object": "one"}
    path = re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "any"), method["path"])
    return method["httpMethod"], f"/storage/v1/{path}", {} if method["httpMethod"] in ("POST", "PUT", "PATCH") else None


def test_the_check_notices_unknown_members_wrong_numbers_and_broken_times() -> None:
    assert violations("storage", "Object", {"size": "12", "updated": "2026-01-02T03:04:05.678Z"}) == []
    for wrong in ({"size": 12}, {"size": "12.5"}, {"unheardOf": 1}, {"updated": "yesterday"}, {"componentCount": "2"}):
        assert violations("storage", "Object", wrong), wrong
