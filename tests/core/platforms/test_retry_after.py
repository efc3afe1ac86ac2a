"""A platform that asks to be left alone for a while is."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from modelport.errors import PlatformError
from modelport.platforms.ai_platform import AiPlatformClient
from modelport.platforms.loopback import LoopbackClient
from modelport.platforms.reading import CountingReader
from modelport.platforms.resumable import FIRST_DELAY_SECONDS
from modelport.platforms.retry_after import asked_seconds
from modelport.platforms.serving import LONGEST_WAIT_SECONDS, Busy, ServingPlatform, delay_before_another
from modelport.platforms.session import Session
from modelport.platforms.storage import StorageClient
from scripted_endpoint import Scripted, ScriptedEndpoint, scripted_endpoint

SLOW_DOWN = b'{"error": {"code": 429, "message": "Too many requests.", "status": "RESOURCE_EXHAUSTED"}}'


@pytest.fixture
def endpoint(session: Session) -> Iterator[ScriptedEndpoint]:
    with scripted_endpoint(session.local_url) as made:
        yield made


@pytest.fixture
def scripted(session: Session, endpoint: ScriptedEndpoint) -> Session:
    return replace(session, storage_url=endpoint.url, ml_override=endpoint.url)


def later(status: int = 429, **headers: str) -> Scripted:
    return Scripted(status, SLOW_DOWN, {name.replace("_", "-"): text for name, text in headers.items()})


@pytest.mark.parametrize("client", [LoopbackClient, AiPlatformClient])
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_platform_says_how_long_to_wait(
    endpoint: ScriptedEndpoint, scripted: Session, client: type[LoopbackClient] | type[AiPlatformClient], status: int
) -> None:
    endpoint.script["/models/iris"] = [later(status, Retry_After="17")]
    made: ServingPlatform = client(scripted)
    with closing(made) as serving, pytest.raises(Busy) as caught:
        serving.find_model("projects/p/models/iris")
    assert caught.value.wait_seconds == 17
    assert caught.value.why == "Too many requests. (The platform asks to wait 17 s.)"
    assert delay_before_another(caught.value, 0.5) == 17


def test_cloud_storage_says_it_through_googles_client_too(endpoint: ScriptedEndpoint, scripted: Session) -> None:
    endpoint.script["/b/some/o/x"] = [later(503, retry_after="9")]
    with closing(StorageClient(scripted)) as storage, pytest.raises(Busy) as caught:
        storage.find_object("some", "x")
    assert caught.value.wait_seconds == 9


def test_a_chunk_is_sent_again_when_the_platform_asked_for_it(
    endpoint: ScriptedEndpoint, scripted: Session, tmp_path: Path
) -> None:
    path = tmp_path / "large"
    path.write_bytes(os.urandom(1024) * 1024 * 9)
    endpoint.script["PUT /"] = [later(Retry_After="1")]
    told: list[tuple[str, int, float]] = []

    def on_retry(error: PlatformError, attempt: int, delay: float) -> None:
        told.append((error.why, attempt, delay))

    with closing(StorageClient(scripted)) as storage:
        storage.create_bucket("test-retry-after", "us-central1")
        with closing(CountingReader(path, lambda done: None, lambda: None)) as reader:
            storage.upload(reader, "test-retry-after", "large", on_retry=on_retry)
        assert storage.read("test-retry-after", "large") == path.read_bytes()
    assert told == [("Too many requests. (The platform asks to wait 1 s.)", 1, 1.0)]


def test_an_upload_that_waits_can_be_stopped_at_once(
    endpoint: ScriptedEndpoint, scripted: Session, tmp_path: Path
) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(9 * 1024 * 1024))
    endpoint.script["uploadType=resumable"] = [later(Retry_After="100")]
    waits: list[float] = []

    def check() -> None:
        if waits:
            raise KeyboardInterrupt

    began = time.monotonic()
    reader = CountingReader(path, lambda done: None, check)
    with closing(StorageClient(scripted)) as storage, closing(reader), pytest.raises(KeyboardInterrupt):
        storage.upload(reader, "any", "large", on_retry=lambda error, attempt, delay: waits.append(delay))
    assert waits == [100.0]
    assert time.monotonic() - began < waits[0]


NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Retry-After": "0"}, 0),
        ({"Retry-After": " 30 "}, 30),
        ({"Retry-After": "-5"}, 0),
        ({"Retry-After": "1.5"}, 0),
        ({"Retry-After": "٣"}, 0),
        ({"Retry-After": "9" * 400}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "Fri, 31 Dec 99999 23:59:59 +9999999999"}, 0),
        ({"Retry-After": format_datetime(NOW + timedelta(seconds=45), usegmt=True)}, 45),
        ({"Retry-After": format_datetime(NOW - timedelta(seconds=45), usegmt=True)}, 0),
        ({"Retry-After": "Sun, 01 Mar 2026 12:00:20 -0000"}, 20),
    ],
)
def test_seconds_and_dates_are_read_and_nonsense_is_not(headers: dict[str, str], seconds: float) -> None:
    assert asked_seconds(headers | {"Date": format_datetime(NOW, usegmt=True)}) == seconds


def test_a_date_in_an_answer_without_one_is_held_against_the_own_clock() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3500 < asked_seconds({"Retry-After": soon}) <= 3600


def test_nobody_waits_for_ever_and_nobody_less_than_usual() -> None:
    assert delay_before_another(Busy("x").asking_for(86_400), 0.5) == LONGEST_WAIT_SECONDS
    assert delay_before_another(Busy("x").asking_for(0.1), FIRST_DELAY_SECONDS) == FIRST_DELAY_SECONDS
    assert delay_before_another(PlatformError("x"), 2.0) == 2.0
