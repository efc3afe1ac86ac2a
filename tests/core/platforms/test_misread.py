"""Answers of another form than the call has, as a proxy between client and platform gives them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from modelport import versions
from modelport.errors import PlatformError
from modelport.inventory.connections import Connections
from modelport.inventory.fetch import PlaceFailed, fetch
from modelport.platforms import resumable
from modelport.platforms.ai_platform import AiPlatformClient
from modelport.platforms.logging import LogReader
from modelport.platforms.loopback import LoopbackClient
from modelport.platforms.monitoring import MetricReader
from modelport.platforms.reading import CountingReader
from modelport.platforms.resumable import CHUNK_BYTES
from modelport.platforms.serving import Busy, ServingPlatform
from modelport.platforms.session import Session
from modelport.platforms.storage import StorageClient
from scripted_endpoint import Scripted, ScriptedEndpoint, scripted_endpoint

PROJECT, MODEL, VERSION = "projects/p", "projects/p/models/m", "projects/p/models/m/versions/v"
Asks: TypeAlias = Callable[[ServingPlatform], object]
RESOURCES: dict[str, Asks] = {
    "find_model": lambda serving: serving.find_model(MODEL),
    "create_model": lambda serving: serving.create_model(PROJECT, {"name": "m"}),
    "update_model": lambda serving: serving.update_model(MODEL, {"description": "d"}, ["description"]),
    "delete_model": lambda serving: serving.delete_model(MODEL),
    "find_version": lambda serving: serving.find_version(VERSION),
    "create_version": lambda serving: serving.create_version(MODEL, {"name": "v"}),
    "set_default": lambda serving: serving.set_default(VERSION),
    "operation": lambda serving: serving.operation("projects/p/operations/o"),
    "predict": lambda serving: versions.predict(serving, VERSION, [[1.0]]),
    "agent": lambda serving: serving.agent(PROJECT),
}
LISTS: dict[str, Asks] = {
    "models": lambda serving: list(serving.models(PROJECT)),
    "versions": lambda serving: list(serving.versions(MODEL)),
    "operations": lambda serving: list(serving.operations(PROJECT)),
    "locations": lambda serving: list(serving.locations(PROJECT)),
}
ODD: list[object] = [[], None, True, 5, {"status": "ok"}, {"message": {"name": "m"}}]
ODD_LISTS: list[object] = [
    *(dict.fromkeys(LISTS, odd) for odd in list[object]([5, "text", {}, [1], [{}], [{"name": 5}], [None]])),
    {"models": [], "nextPageToken": {}},
]


@pytest.fixture
def endpoint(session: Session) -> Iterator[ScriptedEndpoint]:
    with scripted_endpoint(session.local_url, is_lasting=True) as made:
        yield made


@pytest.fixture
def scripted(session: Session, endpoint: ScriptedEndpoint) -> Session:
    return replace(session, storage_url=endpoint.url, ml_override=endpoint.url, logging_url=endpoint.url)


@pytest.fixture(params=[LoopbackClient, AiPlatformClient])
def serving(request: pytest.FixtureRequest, scripted: Session) -> Iterator[ServingPlatform]:
    with closing(request.param(scripted)) as made:
        yield made


def misunderstood(ask: Callable[[], object]) -> PlatformError:
    with pytest.raises(PlatformError, match="form that is not understood") as caught:
        ask()
    assert not isinstance(caught.value, Busy)
    assert caught.value.why
    assert "endpoint" in caught.value.fix
    return caught.value


@pytest.mark.parametrize("asks", RESOURCES)
def test_a_resource_of_another_form_is_said_to_be_one(
    endpoint: ScriptedEndpoint, serving: ServingPlatform, asks: str
) -> None:
    for body in ({}, *ODD):
        endpoint.script["/v1/"] = [Scripted.of(body)]
        misunderstood(lambda: RESOURCES[asks](serving))


@pytest.mark.parametrize("asks", LISTS)
def test_a_list_of_another_form_is_said_to_be_one(
    endpoint: ScriptedEndpoint, serving: ServingPlatform, asks: str
) -> None:
    for body in (*ODD, *ODD_LISTS):
        endpoint.script["/v1/"] = [Scripted.of(body)]
        misunderstood(lambda: LISTS[asks](serving))


@pytest.mark.parametrize(
    "body",
    [
        {"name": VERSION, "state": 5},
        {"name": VERSION, "autoScaling": []},
        {"name": VERSION, "autoScaling": {"minNodes": "many"}},
        {"name": VERSION, "autoScaling": {"metrics": [5]}},
        {"name": VERSION, "labels": {"a": {}}},
    ],
)
def test_a_part_of_another_form_is_named(endpoint: ScriptedEndpoint, serving: ServingPlatform, body: object) -> None:
    endpoint.script["/v1/"] = [Scripted.of(body)]
    assert "$." in misunderstood(lambda: serving.find_version(VERSION)).why


@pytest.mark.parametrize("content", [b"", b'{"name": "projects/p', b"<html>Sign in</html>", b"\xff\xfe{", b'"\xff"'])
def test_an_answer_that_was_cut_off_is_one_to_ask_for_again(
    endpoint: ScriptedEndpoint, serving: ServingPlatform, scripted: Session, content: bytes
) -> None:
    endpoint.script["/v1/"] = [Scripted(200, content)]
    for ask in (RESOURCES["find_version"], LISTS["models"], RESOURCES["operation"]):
        with pytest.raises(Busy, match="not whole") as caught:
            ask(serving)
        assert caught.value.fix
    with closing(StorageClient(scripted)) as storage, pytest.raises(Busy, match="not whole"):
        storage.find_bucket("some")


def test_an_operation_with_an_error_of_another_form_is_misunderstood(
    endpoint: ScriptedEndpoint, serving: ServingPlatform
) -> None:
    endpoint.script["/v1/"] = [Scripted.of({"name": "projects/p/operations/o", "done": True, "error": "no"})]
    misunderstood(lambda: serving.operation("projects/p/operations/o"))


@pytest.mark.parametrize("body", [{}, *ODD, {"name": "b", "projectNumber": "many"}, {"name": "o", "size": "1"}])
def test_cloud_storage_is_read_as_carefully(endpoint: ScriptedEndpoint, scripted: Session, body: object) -> None:
    endpoint.script["/storage/v1/"] = [Scripted.of(body)]
    with closing(StorageClient(scripted)) as storage:
        if body != {"name": "o", "size": "1"}:
            misunderstood(lambda: storage.find_bucket("some"))
            misunderstood(lambda: storage.create_bucket("some", "us-central1"))
        misunderstood(lambda: storage.find_object("some", "x"))


@pytest.mark.parametrize("body", [*ODD, {"items": 5}, {"items": [5]}, {"items": [{}]}, {"items": [{"name": "x"}]}])
def test_lists_of_cloud_storage_are_read_as_carefully(
    endpoint: ScriptedEndpoint, scripted: Session, body: object
) -> None:
    endpoint.script["/storage/v1/"] = [Scripted.of(body)]
    with closing(StorageClient(scripted)) as storage:
        misunderstood(lambda: list(storage.objects("some", "")))


@pytest.mark.parametrize(
    "body", [[], 5, {"bindings": 5}, {"bindings": [{}]}, {"bindings": [{"role": "r", "members": 5}]}]
)
def test_a_policy_of_another_form_is_not_changed(endpoint: ScriptedEndpoint, scripted: Session, body: object) -> None:
    endpoint.script["GET /storage/v1/b/some/iam"] = [Scripted.of(body)]
    with closing(StorageClient(scripted)) as storage:
        misunderstood(lambda: storage.roles("some", "user:ann@example.com"))
        misunderstood(lambda: storage.grant("some", "user:ann@example.com", ("roles/storage.objectViewer",)))


@pytest.mark.parametrize("size", [1, CHUNK_BYTES + 1])
@pytest.mark.parametrize("body", [{}, [], {"name": "x"}])
def test_an_upload_that_is_answered_otherwise_is_said_to_be(
    endpoint: ScriptedEndpoint, scripted: Session, tmp_path: Path, size: int, body: object
) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(size))
    endpoint.script["/upload/"] = [Scripted.of(body)]
    reader = CountingReader(path, lambda done: None, lambda: None)
    with closing(StorageClient(scripted)) as storage, closing(reader):
        misunderstood(lambda: storage.upload(reader, "some", "x"))


def test_an_upload_of_which_nothing_is_ever_taken_is_given_up(
    endpoint: ScriptedEndpoint, scripted: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resumable, "FIRST_DELAY_SECONDS", 0.001)
    path = tmp_path / "file"
    path.write_bytes(bytes(CHUNK_BYTES + 1))
    endpoint.script["PUT /"] = [Scripted(308)]
    told: list[int] = []
    reader = CountingReader(path, lambda done: None, lambda: None)
    with closing(StorageClient(scripted)) as storage, closing(reader):
        storage.create_bucket("test-nothing-taken", "us-central1")
        with pytest.raises(Busy, match="gs://test-nothing-taken/x"):
            storage.upload(
                reader, "test-nothing-taken", "x", on_retry=lambda error, attempt, delay: told.append(attempt)
            )
    assert told == list(range(1, resumable.TRIES))


def test_logs_and_metrics_are_read_as_carefully(endpoint: ScriptedEndpoint, scripted: Session) -> None:
    endpoint.script["/v2/"] = [Scripted.of({"entries": [5]})]
    endpoint.script["/v3/"] = [Scripted.of({"timeSeries": [{"metric": 5}]})]
    now = datetime.now(UTC)
    with closing(LogReader(scripted)) as logs, closing(MetricReader(scripted)) as metrics:
        misunderstood(lambda: list(logs.entries("m")))
        misunderstood(lambda: list(metrics.series("x", now, now)))


def test_an_endpoint_with_odd_answers_is_one_that_failed(endpoint: ScriptedEndpoint, scripted: Session) -> None:
    endpoint.script["/v1/"] = [Scripted.of({"models": [{"labels": {}}]})]
    with closing(Connections(scripted)) as connections:
        failed = [each for each in fetch(connections, ["us-central1"]) if isinstance(each, PlaceFailed)]
    assert ["form that is not understood" in each.error.summary for each in failed] == [True]
