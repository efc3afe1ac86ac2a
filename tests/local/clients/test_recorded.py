"""What gcloud and gsutil send, replayed: the walks of the real clients, for machines without them."""

import hashlib
import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from local.clients.recorded import MULTIPART, Wire, gcloud_multipart
from modelport.platforms.local import LocalPlatform
from waiting import PATIENCE_SECONDS

P = "/v1/projects/recorded"


@pytest.fixture
def wire(platform: LocalPlatform) -> Iterator[Wire]:
    with Wire.plain(platform) as connection:
        yield connection


@pytest.fixture(scope="session")
def bucket(platform: LocalPlatform) -> str:
    """Created as gcloud does."""
    with Wire.plain(platform) as wire:
        query = "alt=json&enableObjectRetention=False&project=recorded&projection=noAcl"
        reply = wire.send(f"POST /storage/v1/b?{query}", b'{"location": "us-central1", "name": "recorded"}')
    assert reply.json()["location"] == "US-CENTRAL1"
    return "recorded"


def upload(wire: Wire, bucket: str, name: str, content: bytes) -> dict[str, str]:
    metadata = json.dumps({"bucket": bucket, "contentType": "application/octet-stream", "name": name})
    path = f"/upload/storage/v1/b/{bucket}/o?alt=json&uploadType=multipart"
    reply = wire.send(f"POST {path}\n{MULTIPART}", gcloud_multipart(metadata, content))
    assert reply.status == 200, reply.body
    found: dict[str, str] = reply.json()
    return found


@pytest.mark.parametrize("content", [b"", b"plain", b"ends with\r", b"ends with\n", b"--===============1=", bytes(99)])
def test_a_small_upload_framed_with_bare_line_feeds_keeps_every_byte(wire: Wire, bucket: str, content: bytes) -> None:
    stored = upload(wire, bucket, "small", content)
    assert b64decode(stored["md5Hash"]) == hashlib.md5(content).digest()
    assert stored["size"] == str(len(content))
    assert stored["crc32c"]


def test_the_listing_before_an_upload_may_find_nothing(wire: Wire, bucket: str) -> None:
    fields = "fields=bucket%2Cname%2Csize%2Cgeneration&projection=noAcl"
    assert wire.send(f"GET /storage/v1/b/{bucket}/o/absent?{fields}").status == 404
    fields = "fields=prefixes%2Citems%2Fname%2Citems%2Fsize%2Citems%2Fgeneration%2CnextPageToken&maxResults=1000"
    listed = wire.send(f"GET /storage/v1/b/{bucket}/o?delimiter=%2F&prefix=absent&{fields}")
    assert "items" not in listed.json()


def test_a_large_upload_goes_on_where_the_connection_was_cut(wire: Wire, bucket: str) -> None:
    content = bytes(range(250)) * 40_000
    start = f"""POST /resumable/upload/storage/v1/b/{bucket}/o?uploadType=resumable
        X-Upload-Content-Type: application/octet-stream
        X-Upload-Content-Length: {len(content)}"""
    reply = wire.send(start, b'{"bucket": "recorded", "contentType": "application/octet-stream", "name": "large"}')
    location = urlsplit(reply.headers["location"])
    target, size = f"{location.path}?{location.query}", len(content)
    empty = wire.send(f"PUT {target}\nContent-Range: bytes */{size}")
    assert (empty.status, "range" in empty.headers) == (308, False)
    part = wire.send(f"PUT {target}\nContent-Range: bytes 0-3999999/*", content[:4_000_000])
    assert (part.status, part.headers["range"]) == (308, "bytes=0-3999999")
    rest = wire.send(f"PUT {target}\nContent-Range: bytes 4000000-{size - 1}/{size}", content[4_000_000:])
    assert b64decode(rest.json()["md5Hash"]) == hashlib.md5(content).digest()


def test_a_download_follows_the_media_link_in_ranges(wire: Wire, bucket: str) -> None:
    link = urlsplit(upload(wire, bucket, "read me", b"0123456789")["mediaLink"])
    part = wire.send(f"GET {link.path}?{link.query}\nRange: bytes=2-5\nAccept-Encoding: identity")
    assert (part.status, part.body, part.headers["content-range"]) == (206, b"2345", "bytes 2-5/10")
    assert part.headers["x-goog-hash"].startswith("crc32c=")
    upload(wire, bucket, "nothing", b"")
    nothing = wire.send(f"GET /download/storage/v1/b/{bucket}/o/nothing?alt=media\nRange: bytes=0-")
    assert (nothing.status, nothing.headers["content-range"]) == (416, "bytes */0")


def test_parts_become_one_object_whatever_hashes_the_request_repeats(wire: Wire, bucket: str) -> None:
    parts = [upload(wire, bucket, f"gcloud/tmp/parallel_composite_uploads/{n}", b"part %d;" % n) for n in range(3)]
    destination = {key: parts[0][key] for key in ("md5Hash", "crc32c", "contentType")}
    sources = [{"name": part["name"], "generation": part["generation"]} for part in parts]
    body = {"sourceObjects": sources, "destination": destination, "kind": "storage#composeRequest"}
    composed = wire.send(f"POST /storage/v1/b/{bucket}/o/composed/compose?alt=json", json.dumps(body).encode()).json()
    assert ("md5Hash" in composed, composed["componentCount"]) == (False, 3)
    for part in parts:
        path = f"/storage/v1/b/{bucket}/o/{quote(part['name'], safe='')}?generation={part['generation']}"
        assert wire.send(f"DELETE {path}").status == 204
    assert wire.send(f"GET /storage/v1/b/{bucket}/o/composed?alt=media").body == b"part 0;part 1;part 2;"


def test_a_move_is_a_rewrite_and_removal_asks_for_layout_versions_and_folders(wire: Wire, bucket: str) -> None:
    stored = upload(wire, bucket, "old", b"x")
    path = f"/storage/v1/b/{bucket}/o/old/rewriteTo/b/{bucket}/o/new?maxBytesRewrittenPerCall=104857600"
    moved = wire.send(f"POST {path}", json.dumps({"contentType": stored["contentType"]}).encode()).json()
    assert moved["done"] is True
    assert wire.send(f"PATCH /storage/v1/b/{bucket}/o/new?projection=noAcl", json.dumps(stored).encode()).status == 200
    listed = wire.send(f"GET /storage/v1/b/{bucket}/o?prefix=old&versions=True").json()["items"]
    generation = listed[0]["generation"]
    assert wire.send(f"DELETE /storage/v1/b/{bucket}/o/old?generation={generation}").status == 204
    for question in ("storageLayout", "managedFolders?pageSize=1000"):
        assert wire.send(f"GET /storage/v1/b/{bucket}/{question}").status == 200


def test_a_buckets_policy_comes_back_with_its_etag_in_the_other_alphabet(wire: Wire, bucket: str) -> None:
    path = f"/storage/v1/b/{bucket}/iam"
    for _ in range(3):
        policy = wire.send(f"GET {path}?fields=bindings%2Cetag&optionsRequestedPolicyVersion=3").json()
        policy["etag"] = urlsafe_b64encode(b64decode(policy["etag"])).decode()
        assert wire.send(f"PUT {path}?alt=json", json.dumps(policy | {"version": 3}).encode()).status == 200
    assert wire.send(f"PUT {path}?alt=json", json.dumps(policy | {"version": 3}).encode()).status == 412


def test_a_deployment_reaches_the_region_that_is_written_before_the_host(
    wire: Wire, platform: LocalPlatform, bucket: str, model_directory: Path
) -> None:
    regional = f"http://us-central1-127.0.0.1:{platform.status().port}"

    def ask(method: str, path: str, body: object = None) -> dict[str, object]:
        raw = b"" if body is None else json.dumps(body).encode()
        reply = wire.send(f"{method} {regional}{P}{path}\naccept: application/json", raw)
        assert reply.status == 200, reply.body
        answer: dict[str, object] = reply.json()
        return answer

    upload(wire, bucket, "m/model.joblib", (model_directory / "model.joblib").read_bytes())
    logging = {"onlinePredictionLogging": True, "onlinePredictionConsoleLogging": False}
    ask("POST", "/models?alt=json", {"name": "iris", "regions": ["us-central1"], **logging})
    version = {
        "name": "v1", "deploymentUri": f"gs://{bucket}/m/", "framework": "SCIKIT_LEARN",
        "runtimeVersion": "2.11", "pythonVersion": "3.7", "machineType": "n1-standard-2",
    }  # fmt: skip
    operation = ask("POST", "/models/iris/versions?alt=json", version)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not operation.get("done"):
        assert time.monotonic() < deadline, operation
        operation = ask("GET", f"/operations/{str(operation['name']).rsplit('/')[-1]}?alt=json")
    assert "response" in operation
    instances = {"instances": [[1, 2, 3, 4], [-1, 0, 0, 0]]}
    assert ask("POST", "/models/iris/versions/v1:predict", instances) == {"predictions": [1, 0]}
    ask("POST", "/models/iris/versions/v1:setDefault?alt=json", {})
    assert ask("PATCH", "/models/iris?alt=json&updateMask=description", {"description": "d"})["done"]
    policy = ask("GET", "/models/iris:getIamPolicy?alt=json")
    ask("POST", "/models/iris:setIamPolicy?alt=json", {"policy": policy, "updateMask": "bindings,etag"})
    assert wire.send(f"GET {P}/models/iris").status == 404  # the global endpoint is another world


def test_gsutil_logs_in_and_lists_through_connect_and_tls(platform: LocalPlatform, bucket: str) -> None:
    port = platform.status().port
    tls_port = json.loads((platform.home / "server.json").read_text())["tls_port"]
    with Wire.plain(platform) as outer:
        connect = f"CONNECT 127.0.0.1:{tls_port}\nHost: 127.0.0.1:{tls_port}"
        assert outer.send(connect, authorized=False).status == 200
        with outer.secured(str(platform.home / "certificate.pem")) as inner:
            form = f"grant_type=refresh_token&refresh_token={platform.token}&client_id=modelport&client_secret=none"
            head = f"POST /oauth2/token\nHost: 127.0.0.1:{tls_port}\ncontent-type: application/x-www-form-urlencoded"
            login = inner.send(head, form.encode(), authorized=False).json()
            assert login["access_token"] == platform.token
            list_buckets = f"GET /storage/v1/b?project=recorded&projection=noAcl\nHost: 127.0.0.1:{tls_port}"
            assert inner.send(list_buckets, authorized=False).status == 401
            links = [item["selfLink"] for item in inner.send(list_buckets).json()["items"]]
    assert links == [f"https://127.0.0.1:{tls_port}/storage/v1/b/{bucket}"]
    assert port != tls_port
