"""Google's own error bodies, each as the error that says what is wrong and what to do."""

import json
from dataclasses import replace
from typing import Any

import google.auth.exceptions
import googleapiclient.errors
import httplib2
import pytest

from modelport.errors import (
    AccessDenied,
    AlreadyExists,
    Conflict,
    LoginExpired,
    NotAuthenticated,
    NotFound,
    PermissionMissing,
    PlatformError,
    QuotaExceeded,
    ServiceDisabled,
    WrongProject,
)
from modelport.platforms.failures import translate
from modelport.platforms.serving import Busy, is_transient
from modelport.platforms.session import Session

SESSION = Session(
    platform="ai-platform",
    project="flowers-prod",
    region="us-central1",
    storage_url="https://storage.googleapis.com",
    logging_url="https://logging.googleapis.com",
    token_file=None,
)
TYPE = "type.googleapis.com/google.rpc"


def info(reason: str, **metadata: str) -> dict[str, Any]:
    """A google.rpc.ErrorInfo."""
    return {"@type": f"{TYPE}.ErrorInfo", "reason": reason, "domain": "googleapis.com", "metadata": metadata}


def of_google(code: int, status: str, message: str, *details: dict[str, Any]) -> googleapiclient.errors.HttpError:
    """What google-api-python-client raises for such a body."""
    body = {"error": {"code": code, "message": message, "status": status, "details": list(details)}}
    return _raised(code, body)


def of_storage(code: int, reason: str, message: str, domain: str = "global") -> googleapiclient.errors.HttpError:
    """Cloud Storage's older form, without a status."""
    errors = [{"message": message, "domain": domain, "reason": reason}]
    return _raised(code, {"error": {"code": code, "message": message, "errors": errors}})


def _raised(code: int, body: dict[str, Any]) -> googleapiclient.errors.HttpError:
    return googleapiclient.errors.HttpError(httplib2.Response({"status": code}), json.dumps(body).encode())


DISABLED = (
    "AI Platform Training & Prediction API has not been used in project 123456789012 before or it is disabled. Enable "
    "it by visiting https://console.developers.google.com/apis/api/ml.googleapis.com/overview?project=123456789012 "
    "then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and "
    "retry."
)
HELP = {"@type": f"{TYPE}.Help", "links": [{"description": "Google developers console", "url": "https://example.com"}]}
LOGIN = "gcloud auth application-default login"

CASES: dict[str, tuple[BaseException, type[PlatformError], str, str]] = {
    "API disabled": (
        of_google(403, "PERMISSION_DENIED", DISABLED, HELP, info("SERVICE_DISABLED", service="ml.googleapis.com")),
        ServiceDisabled, "ml.googleapis.com", "gcloud services enable ml.googleapis.com --project=flowers-prod",
    ),
    "API disabled, named in the text alone": (
        of_google(403, "PERMISSION_DENIED", DISABLED),
        ServiceDisabled, "ml.googleapis.com", "gcloud services enable ml.googleapis.com --project=flowers-prod",
    ),
    "storage API disabled": (
        of_storage(403, "accessNotConfigured", DISABLED.replace("ml.", "storage-api."), "usageLimits"),
        ServiceDisabled, "not enabled", "gcloud services enable",
    ),
    "name of a project in place of its ID": (
        of_google(
            403, "PERMISSION_DENIED", "Permission denied on resource project Flowers Prod.", HELP,
            info("CONSUMER_INVALID", service="ml.googleapis.com", consumer="projects/Flowers Prod"),
        ),
        WrongProject, "no project flowers-prod", "gcloud projects list",
    ),
    "unknown project at Cloud Storage": (
        of_storage(400, "invalid", "Unknown project id: flowers"), WrongProject, "no project", "gcloud projects list",
    ),
    "permission named by IAM": (
        of_google(
            403, "PERMISSION_DENIED", "Permission 'ml.versions.create' denied on resource (or it may not exist).",
            info("IAM_PERMISSION_DENIED", permission="ml.versions.create", resource="projects/flowers-prod"),
        ),
        PermissionMissing, "ml.versions.create", "--role=roles/ml.developer",
    ),
    "permission named in the text": (
        of_storage(
            403, "forbidden",
            "ann@example.com does not have storage.objects.list access to the Google Cloud Storage bucket. Permission "
            "'storage.objects.list' denied on resource (or it may not exist).",
        ),
        PermissionMissing, "storage.objects.list", "--member=user:ann@example.com --role=roles/storage.objectViewer",
    ),
    "bucket may not be created": (
        of_storage(
            403, "forbidden",
            "ann@example.com does not have storage.buckets.create access to the Google Cloud project.",
        ),
        PermissionMissing, "storage.buckets.create", "roles/storage.admin",
    ),
    "access denied without a permission's name": (
        of_google(403, "PERMISSION_DENIED", "Access to model denied."), AccessDenied, "Cannot do it", "",
    ),
    "token expired": (
        of_google(
            401, "UNAUTHENTICATED", "Request had invalid authentication credentials. Expected OAuth 2 access token.",
            info("ACCESS_TOKEN_EXPIRED", service="ml.googleapis.com"),
        ),
        LoginExpired, "has expired", LOGIN,
    ),
    "token refused": (
        of_google(401, "UNAUTHENTICATED", "Request is missing required authentication credential."),
        NotAuthenticated, "does not accept", LOGIN,
    ),
    "login revoked": (
        google.auth.exceptions.RefreshError("invalid_grant: Token has been expired or revoked."),  # type: ignore[no-untyped-call]
        LoginExpired, "was revoked", LOGIN,
    ),
    "login must be repeated": (
        google.auth.exceptions.RefreshError("Reauthentication is needed."),  # type: ignore[no-untyped-call]
        LoginExpired, "has expired", LOGIN,
    ),
    "changed at the same time": (
        of_google(409, "ABORTED", "There were concurrent policy changes. Please retry the whole read-modify-write."),
        Conflict, "at the same time", "",
    ),
    "exists": (
        of_google(409, "ALREADY_EXISTS", "Field: model.name Error: A model with the same name already exists."),
        AlreadyExists, "Cannot do it", "",
    ),
    "bucket not empty": (
        of_storage(409, "conflict", "The bucket you tried to delete is not empty."), PlatformError, "not empty", "",
    ),
    "quota used up": (
        of_google(
            429, "RESOURCE_EXHAUSTED",
            "Quota failure for project flowers-prod. The request for 1 K80 accelerators exceeds the allowed maximum of "
            "0 K80.",
        ),
        QuotaExceeded, "quota is used up", "gcloud ai-platform models list",
    ),
    "too many requests": (
        of_google(
            429, "RESOURCE_EXHAUSTED",
            "Quota exceeded for quota metric 'Online prediction requests' and limit 'Online prediction requests per "
            "minute' of service 'ml.googleapis.com' for consumer 'project_number:123456789012'.",
            info("RATE_LIMIT_EXCEEDED", service="ml.googleapis.com"),
        ),
        Busy, "too many requests", "",
    ),
    "no machines left": (
        of_google(429, "RESOURCE_EXHAUSTED", "Resources are insufficient in region: us-central1."),
        PlatformError, "Cannot do it", "",
    ),
    "not found": (
        of_google(404, "NOT_FOUND", "Field: name Error: The model resource: \"iris\" was not found."),
        NotFound, "Cannot do it", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_body_of_googles_becomes_an_error_of_its_own(case: str) -> None:
    error, kind, words, command = CASES[case]
    told = translate(error, SESSION, "do it", "create_version")
    assert type(told) is kind
    assert words in told.summary
    assert command in told.command
    assert told.why
    assert told.fix
    assert told.raw


def test_a_conflict_says_to_load_again_and_is_not_repeated_blindly() -> None:
    told = translate(CASES["changed at the same time"][0], SESSION, "set the policy")
    assert told.fix == "Load it again and repeat."
    assert not is_transient(told)


def test_a_missing_permission_names_the_role_to_ask_for() -> None:
    told = translate(CASES["permission named by IAM"][0], SESSION, "do it")
    assert "roles/ml.developer" in told.fix
    assert told.command.startswith("gcloud projects add-iam-policy-binding flowers-prod ")


def test_a_number_in_place_of_the_id_is_called_one() -> None:
    from dataclasses import replace

    error = CASES["name of a project in place of its ID"][0]
    assert "a project's number" in translate(error, replace(SESSION, project="123456789012"), "do it").why
    assert "no project ID" in translate(error, replace(SESSION, project="Flowers Prod"), "do it").why


def test_an_embedded_platform_that_is_down_is_said_to_be_down() -> None:
    local = replace(SESSION, platform="local")
    down = translate(ConnectionRefusedError(111, "Connection refused"), local, "list the models")
    assert (down.why, down.command) == ("The embedded platform is not running.", "modelport local start --detach")
    elsewhere = translate(ConnectionRefusedError(111, "Connection refused"), SESSION, "list the models")
    assert (elsewhere.why, elsewhere.command) == ("Connection refused.", "")
