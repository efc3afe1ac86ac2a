"""The `ml` v1 client against the running platform, and what becomes of refusals."""

import itertools
from collections.abc import Iterator

import httplib2
import pytest
from googleapiclient.errors import HttpError

from modelport.errors import (
    AccessDenied,
    AlreadyExists,
    NotAuthenticated,
    NotFound,
    PlatformError,
    QuotaExceeded,
    ServiceRetired,
    Unreachable,
)
from modelport.platforms import ai_platform
from modelport.platforms.ai_platform import AiPlatformClient
from modelport.platforms.failures import translate
from modelport.platforms.serving import Busy, ServingPlatform, is_transient
from modelport.platforms.session import Session

COUNTER = itertools.count()


@pytest.fixture
def client(session: Session) -> Iterator[AiPlatformClient]:
    made = AiPlatformClient(session)
    yield made
    made.close()


def test_the_client_is_a_serving_platform(client: AiPlatformClient) -> None:
    serving: ServingPlatform = client
    assert serving.find_model("projects/test-project/models/none") is None
    assert serving.agent("projects/test-project").endswith("cloud-ml.google.com.iam.gserviceaccount.com")
    assert list(serving.locations("projects/test-project"))


def test_models_are_created_found_listed_and_deleted(client: AiPlatformClient) -> None:
    parent, name = "projects/test-project", f"m{next(COUNTER)}"
    client.create_model(parent, {"name": name, "regions": ["us-central1"]})
    assert client.find_model(f"{parent}/models/{name}")
    assert f"{parent}/models/{name}" in [model["name"] for model in client.models(parent)]
    assert list(client.versions(f"{parent}/models/{name}")) == []
    with pytest.raises(AlreadyExists) as caught:
        client.create_model(parent, {"name": name, "regions": ["us-central1"]})
    assert caught.value.fix
    assert client.update_model(f"{parent}/models/{name}", {"description": "d"}, ["description"]).name
    assert client.delete_model(f"{parent}/models/{name}").name
    assert list(client.operations(parent))


def test_lists_go_on_over_their_pages(client: AiPlatformClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ai_platform, "PAGE_SIZE", 3)
    names = {f"paged{number}" for number in range(7)}
    for name in names:
        client.create_model("projects/paging-project", {"name": name, "regions": ["us-central1"]})
    assert {m["name"].rpartition("/")[2] for m in client.models("projects/paging-project")} == names


def test_versions_of_a_model_that_is_not_there_are_not_found(client: AiPlatformClient) -> None:
    with pytest.raises(NotFound):
        list(client.versions("projects/test-project/models/none"))


def test_a_bad_name_is_explained(client: AiPlatformClient) -> None:
    with pytest.raises(PlatformError) as caught:
        client.create_model("projects/test-project", {"name": "has-hyphen", "regions": ["us-central1"]})
    assert caught.value.why
    assert caught.value.summary == "Cannot create the model has-hyphen."


def refused(status: int, body: str) -> HttpError:
    return HttpError(httplib2.Response({"status": status}), body.encode())


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (401, '{"error": {"message": "bad token"}}', NotAuthenticated, "bad token"),
        (403, '{"error": {"message": "no", "status": "PERMISSION_DENIED"}}', AccessDenied, "no"),
        (404, "<html>gone</html>", NotFound, "gone"),
        (409, "{}", AlreadyExists, "HTTP 409"),
        (429, '{"error": {"message": "slow"}}', Busy, "slow"),
        (429, '{"error": {"message": "Quota failure for project 1"}}', QuotaExceeded, "Quota"),
        (500, "", Busy, "Internal Server Error"),
        (400, '{"error": "Prediction failed: x"}', PlatformError, "Prediction failed: x"),
        (400, '{"error": {"message": "Cloud AI Platform has been deprecated."}}', ServiceRetired, ""),
        (
            400,
            '{"error": {"message": "m", "details": [{"fieldViolations": [{"field": "f", "description": "d"}]}]}}',
            PlatformError,
            "f: d",
        ),
        (400, "[1]", PlatformError, "HTTP 400"),
        (400, '{"error": null}', PlatformError, "HTTP 400"),
        (400, '{"error": {"message": null, "details": [1, {"fieldViolations": "x"}]}}', PlatformError, ""),
    ],
)
def test_a_refusal_becomes_an_error_with_the_platforms_words(
    session: Session, status: int, body: str, kind: type[PlatformError], words: str
) -> None:
    error = translate(refused(status, body), session, "do it", "create_version")
    assert type(error) is kind
    assert words in error.why
    assert error.raw == body or kind is NotAuthenticated


def test_what_passes_by_itself_is_told_from_what_does_not(session: Session) -> None:
    assert is_transient(translate(refused(503, ""), session, "x"))
    assert is_transient(translate(ConnectionResetError("reset"), session, "x"))
    assert not is_transient(translate(refused(400, ""), session, "x"))


def test_an_address_in_an_error_loses_its_query(session: Session) -> None:
    error = translate(ConnectionError("failed with url: /upload/o?upload_id=SECRET (x)"), session, "upload")
    assert isinstance(error, Unreachable)
    assert "SECRET" not in error.why + error.raw
