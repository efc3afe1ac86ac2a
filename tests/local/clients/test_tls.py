"""The TLS port: who may use it, and what becomes of its certificate."""

import contextlib
import http.client
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from local.clients.recorded import Wire
from modelport.errors import LocalPlatformError
from modelport.platforms.environment import variables
from modelport.platforms.local import LocalPlatform


def tls_port(platform: LocalPlatform) -> int:
    port: int = json.loads((platform.home / "server.json").read_text())["tls_port"]
    return port


@contextlib.contextmanager
def connected(platform: LocalPlatform, host: str = "127.0.0.1") -> Iterator[http.client.HTTPSConnection]:
    context = ssl.create_default_context(cafile=platform.home / "certificate.pem")
    connection = http.client.HTTPSConnection(host, tls_port(platform), context=context, timeout=30)
    with contextlib.closing(connection):
        yield connection


def answer(connection: http.client.HTTPSConnection) -> tuple[int, object]:
    response = connection.getresponse()
    return response.status, json.loads(response.read())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_its_certificate_is_good_for_loopback_names(platform: LocalPlatform, host: str) -> None:
    with connected(platform, host) as connection:
        connection.request("GET", "/healthz")
        assert answer(connection)[0] == 200


def test_without_the_token_it_answers_nothing(platform: LocalPlatform) -> None:
    with connected(platform) as connection:
        connection.request("GET", "/storage/v1/b?project=p")
        assert answer(connection)[0] == 401


def test_a_large_body_and_a_large_answer_pass_through_it_unchanged(platform: LocalPlatform) -> None:
    content = bytes(range(251)) * 80_000
    headers = {"Authorization": f"Bearer {platform.token}"}
    with connected(platform) as connection:
        connection.request("POST", "/storage/v1/b?project=p", json.dumps({"name": "through-tls"}), headers)
        assert answer(connection)[0] == 200
        connection.request("POST", "/upload/storage/v1/b/through-tls/o?uploadType=media&name=x", content, headers)
        assert answer(connection)[0] == 200
        connection.request("GET", "/storage/v1/b/through-tls/o/x?alt=media", headers=headers)
        assert connection.getresponse().read() == content


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "wrong"}, "invalid_grant"),
        ({"grant_type": "refresh_token"}, "invalid_grant"),
        ({"grant_type": "password", "refresh_token": "wrong"}, "unsupported_grant_type"),
        ({}, "unsupported_grant_type"),
    ],
)
def test_nobody_logs_in_without_knowing_the_token(platform: LocalPlatform, form: dict[str, str], error: str) -> None:
    with connected(platform) as connection:
        connection.request("POST", "/oauth2/token", urlencode(form))
        status, body = answer(connection)
    assert status == 400
    assert isinstance(body, dict)
    assert body["error"] == error
    assert platform.token not in json.dumps(body)


def test_as_a_proxy_it_reaches_nothing_but_itself(platform: LocalPlatform) -> None:
    for target in ("example.com:443", "169.254.169.254:80", "127.0.0.1.example.com:443"):
        with Wire.plain(platform) as wire:
            assert wire.send(f"CONNECT {target}\nHost: {target}", authorized=False).status == 403


def test_as_a_proxy_its_own_plain_port_stays_plain(platform: LocalPlatform) -> None:
    port = platform.status().port
    with Wire.plain(platform) as wire:
        target = f"us-central1-127.0.0.1:{port}"
        assert wire.send(f"CONNECT {target}\nHost: {target}", authorized=False).status == 200
        assert wire.send("GET /storage/v1/b?project=p", authorized=False).status == 401
        assert wire.send("GET /storage/v1/b?project=p").status == 200


def test_a_client_that_does_not_trust_it_harms_nobody(platform: LocalPlatform) -> None:
    with Wire.plain(platform) as wire:
        assert wire.send(f"CONNECT 127.0.0.1:{tls_port(platform)}", authorized=False).status == 200
        with pytest.raises(ssl.SSLCertVerificationError):
            wire.secured(None)
    with connected(platform) as connection:
        connection.request("GET", "/healthz")
        assert answer(connection)[0] == 200


def test_what_carries_the_secret_is_for_its_owner_only(platform: LocalPlatform) -> None:
    variables = platform.env("p")
    for path in (
        variables["BOTO_CONFIG"],
        platform.home / "certificate.key",
        variables["GOOGLE_APPLICATION_CREDENTIALS"],
    ):
        assert Path(path).stat().st_mode & 0o077 == 0


def test_port_and_certificate_outlive_a_restart_and_a_broken_certificate_is_made_anew(tmp_path: Path) -> None:
    own = LocalPlatform(tmp_path)
    certificate = tmp_path / "certificate.pem"
    with contextlib.ExitStack() as ending:
        ending.callback(own.stop)
        own.start()
        before = (tls_port(own), certificate.read_bytes())
        own.stop()
        own.start()
        assert (tls_port(own), certificate.read_bytes()) == before
        own.stop()
        certificate.write_text("half written")
        own.start()
        with connected(own) as connection:
            connection.request("GET", "/healthz")
            assert answer(connection)[0] == 200


def test_an_environment_without_a_tls_port_says_how_to_get_one(tmp_path: Path) -> None:
    (tmp_path / "gcloud").mkdir()
    (tmp_path / "server.json").write_text('{"pid": 1, "port": 9, "url": "http://127.0.0.1:9"}')
    with pytest.raises(LocalPlatformError) as caught:
        variables(tmp_path, "http://127.0.0.1:9", "token")
    assert "local start" in caught.value.command
