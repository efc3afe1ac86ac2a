"""The environment in which gcloud, gsutil and Google's Python clients talk to the embedded platform."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

FAR_FUTURE = 4_102_444_800  # 2100-01-01: gcloud trusts its cached answer for ten minutes from here on


def variables(home: Path, url: str, token: str, project: str = "") -> dict[str, str]:
    """Names and values to export; gcloud gets a configuration of its own, so that the user's stays untouched."""
    named = {"CLOUDSDK_CORE_PROJECT": project, "GOOGLE_CLOUD_PROJECT": project} if project else {}
    return {
        "MODELPORT_URL": url,
        "MODELPORT_TOKEN": token,
        "API_ENDPOINT_OVERRIDE": url,
        "GOOGLE_APPLICATION_CREDENTIALS": str(_default_credentials(home, token)),
        **_gcloud(home, url),
        **named,
    }


def _gcloud(home: Path, url: str) -> dict[str, str]:
    """The platform is also the proxy that takes the region's prefix off the host: no name is looked up."""
    address = urlsplit(url)
    return {
        "CLOUDSDK_CONFIG": str(_configuration(home)),
        "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE": str(home / "token"),
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_ML": f"{url}/",
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE": f"{url}/storage/v1/",
        "CLOUDSDK_PROXY_TYPE": "http",
        "CLOUDSDK_PROXY_ADDRESS": address.hostname or "127.0.0.1",
        "CLOUDSDK_PROXY_PORT": str(address.port),
        "CLOUDSDK_STORAGE_MAX_RETRIES": "2",
        "CLOUDSDK_CORE_CHECK_GCE_METADATA": "false",
        "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
        "CLOUDSDK_SURVEY_DISABLE_PROMPTS": "true",
        "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "true",
        "GCE_METADATA_ROOT": "127.0.0.1:9",
    }


def _default_credentials(home: Path, token: str) -> Path:
    """A file from which google-auth takes the token as that of a login that does not expire, without a network."""
    path = home / "application_default_credentials.json"
    login = {
        "type": "authorized_user",
        "client_id": "modelport",
        "client_secret": "none",
        "refresh_token": "none",
        "token": token,
        "expiry": "2100-01-01T00:00:00Z",
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(login, file)
    return path


def _configuration(home: Path) -> Path:
    """A directory for gcloud's state, which knows that this machine is none of Compute Engine's."""
    directory = home / "gcloud"
    directory.mkdir(mode=0o700, exist_ok=True)
    answer = directory / "gce"
    answer.write_text("False")
    os.utime(answer, (FAR_FUTURE, FAR_FUTURE))
    return directory
