import json
import logging
from typing import Any

import pytest

from local.http.conftest import TOKEN, Front
from modelport_local.http.body import Body
from modelport_local.http.messages import Request
from modelport_local.http.regions import region_of


async def asked(front: Front, path: str, host: str, *headers: str) -> tuple[int, Any]:
    head = "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", *headers, "", ""])
    reply = await front.ask(head.encode("latin-1"))
    return int(reply.split(b" ")[1]), json.loads(reply.partition(b"\r\n\r\n")[2])


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "required"),
        ("Bearer wrong", "authError"),
        (f"bearer-{TOKEN}", "authError"),
        (TOKEN, "authError"),
        (f"Bearer {TOKEN}x", "authError"),
        ("Bearer \xff", "authError"),
    ],
)
async def test_without_the_token_nothing_is_answered(front: Front, given: str | None, reason: str) -> None:
    headers = [] if given is None else [f"Authorization: {given}"]
    status, body = await asked(front, "/hello/a", "127.0.0.1", *headers)
    assert status == 401
    assert body["error"]["errors"][0]["reason"] == reason
    assert TOKEN not in json.dumps(body)


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer ", "bEARER"])
async def test_the_schemes_name_may_have_any_case(front: Front, scheme: str) -> None:
    assert (await asked(front, "/hello/a", "127.0.0.1", f"Authorization: {scheme} {TOKEN}"))[0] == 200


@pytest.mark.parametrize("name", ["access_token", "oauth_token"])
async def test_a_token_may_be_in_the_query_and_goes_no_further(front: Front, name: str) -> None:
    status, body = await asked(front, f"/hello/a?x=1&{name}={TOKEN}", "127.0.0.1")
    assert (status, body["query"]) == (200, {"x": "1"})
    for wrong in ("", "wrong", f"{TOKEN}x", "%C3%BC"):
        status, body = await asked(front, f"/hello/a?{name}={wrong}", "127.0.0.1")
        assert (status, TOKEN in json.dumps(body)) == (401, False)
    status, _ = await asked(front, f"/hello/a?{name}={TOKEN}", "127.0.0.1", "Authorization: Bearer wrong")
    assert status == 401


async def test_a_token_in_the_query_is_not_logged(front: Front, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "modelport_local.http"):
        assert (await asked(front, f"/broken?access_token={TOKEN}", "127.0.0.1"))[0] == 500
    assert caplog.records
    assert TOKEN not in caplog.text


async def test_a_signed_url_is_told_that_signatures_cannot_be_checked(front: Front) -> None:
    status, body = await asked(front, "/bucket/object?X-Goog-Signature=ab", "127.0.0.1")
    assert (status, "signature of a URL" in body["error"]["message"]) == (401, True)


async def test_health_needs_no_token(front: Front) -> None:
    assert await asked(front, "/healthz", "localhost") == (200, {"ok": True})


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:80",
        "localhost:1",
        "LOCALHOST",
        "[::1]:80",
        "us-central1-127.0.0.1:80",
        "europe-west4-localhost",
    ],
)
async def test_loopback_hosts_are_answered(front: Front, host: str) -> None:
    assert (await asked(front, "/healthz", host))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "127.0.0.1@evil",
        "10.0.0.1",
        "127.0.0.1, x",
        "x-localhost",
    ],
)
async def test_other_hosts_are_refused_even_with_the_token(front: Front, host: str) -> None:
    for path in ("/hello/a", "/healthz"):
        assert (await asked(front, path, host, f"Authorization: Bearer {TOKEN}"))[0] == 403


async def test_the_platform_is_no_proxy_for_other_hosts(front: Front) -> None:
    status, _ = await asked(front, "http://example.com/hello/a", "127.0.0.1", f"Authorization: Bearer {TOKEN}")
    assert status == 403


@pytest.mark.parametrize(
    ("path", "host", "header", "region"),
    [
        ("/v1/projects", "127.0.0.1:80", {}, "global"),
        ("/v1/projects", "us-central1-127.0.0.1:80", {}, "us-central1"),
        ("/v1/projects", "europe-west4-localhost", {}, "europe-west4"),
        ("/v1/projects", "no-where-127.0.0.1", {}, "global"),
        ("/v1/projects", "127.0.0.1", {"x-modelport-region": "us-east1"}, "us-east1"),
        ("/regions/asia-east1/v1/projects", "127.0.0.1", {}, "asia-east1"),
    ],
)
def test_the_region_of_a_request_is_found(path: str, host: str, header: dict[str, str], region: str) -> None:
    body = Body(lambda: None, None)
    assert region_of(Request("GET", path, "", header, host, body)) == region
