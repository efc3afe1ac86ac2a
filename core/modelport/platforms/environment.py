"""The environment in which gcloud, gsutil and Google's Python clients talk to the embedded platform."""

import json
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from modelport.errors import LocalPlatformError

GOOGLE_APIS = (
    "aiplatform", "artifactregistry", "bigquery", "cloudbilling", "cloudbuild", "cloudfunctions",
    "cloudresourcemanager", "compute", "container", "iam", "iamcredentials", "monitoring", "notebooks", "orgpolicy",
    "pubsub", "run", "secretmanager", "servicemanagement", "serviceusage",
)  # fmt: skip
"""APIs that gcloud's commands around a deployment use: the platform answers them at once, if only with a reason."""
FAR_FUTURE = 4_102_444_800  # 2100-01-01: gcloud trusts its cached answer for ten minutes from here on


def variables(home: Path, url: str, token: str, project: str = "") -> dict[str, str]:
    """Names and values to export; gcloud and gsutil get configurations of their own, so the user's stay untouched."""
    named = {"CLOUDSDK_CORE_PROJECT": project, "GOOGLE_CLOUD_PROJECT": project} if project else {}
    return {
        "MODELPORT_URL": url,
        "MODELPORT_TOKEN": token,
        "API_ENDPOINT_OVERRIDE": url,
        "GOOGLE_APPLICATION_CREDENTIALS": str(_default_credentials(home, url, token)),
        **_gcloud(home, url),
        **_gsutil(home, url, token, project),
        **named,
    }


def _gcloud(home: Path, url: str) -> dict[str, str]:
    """The platform is also the proxy that takes the region's prefix off the host: no name is looked up."""
    return {
        "CLOUDSDK_CONFIG": str(_configuration(home)),
        "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE": str(home / "token"),
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_ML": f"{url}/",
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE": f"{url}/storage/v1/",
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING": f"{url}/",
        **{f"CLOUDSDK_API_ENDPOINT_OVERRIDES_{api.upper()}": f"{url}/apis/{api}/" for api in GOOGLE_APIS},
        "CLOUDSDK_PROXY_TYPE": "http",
        "CLOUDSDK_PROXY_ADDRESS": _host(url),
        "CLOUDSDK_PROXY_PORT": _port(url),
        "CLOUDSDK_STORAGE_MAX_RETRIES": "2",
        "CLOUDSDK_CORE_CHECK_GCE_METADATA": "false",
        "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
        "CLOUDSDK_SURVEY_DISABLE_PROMPTS": "true",
        "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "true",
        "GCE_METADATA_ROOT": "127.0.0.1:9",
    }


def _gsutil(home: Path, url: str, token: str, project: str) -> dict[str, str]:
    """gsutil speaks TLS only, and takes a login but no token: it trusts the platform's certificate and logs in there.

    It goes through the platform as its proxy (CONNECT), since it takes gcloud's proxy over in any case.
    """
    port = _tls_port(home)
    settings = {
        "Credentials": {"gs_json_host": "127.0.0.1", "gs_json_port": port, "gs_oauth2_refresh_token": token},
        "OAuth2": {
            "client_id": "modelport",
            "client_secret": "none",
            "provider_token_uri": f"https://127.0.0.1:{port}/oauth2/token",
        },
        "Boto": {
            "ca_certificates_file": str(home / "certificate.pem"),
            "https_validate_certificates": "True",
            "proxy": _host(url),
            "proxy_port": _port(url),
            "num_retries": "2",
        },
        "GSUtil": {
            **({"default_project_id": project} if project else {}),
            "state_dir": str(home / "gsutil"),
            "check_hashes": "always",
            "software_update_check_period": "0",
        },
    }
    boto_file = home / "boto"
    _write_private(boto_file, _sections(settings))
    return {
        "BOTO_CONFIG": str(boto_file),
        "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE": str(home / "certificate.pem"),  # stands above the boto file's own
        "CLOUDSDK_CORE_PASS_CREDENTIALS_TO_GSUTIL": "false",
    }


def _sections(settings: dict[str, dict[str, str]]) -> str:
    """The file of a ConfigParser, where a lone `%` would begin a reference."""
    return "\n".join(
        f"[{section}]\n" + "".join(f"{name} = {value.replace('%', '%%')}\n" for name, value in options.items())
        for section, options in settings.items()
    )


def _tls_port(home: Path) -> str:
    """The port that the running platform announces for TLS; raises LocalPlatformError."""
    try:
        return str(json.loads((home / "server.json").read_bytes())["tls_port"])
    except (OSError, ValueError, KeyError) as error:
        raise LocalPlatformError(
            "The embedded platform announces no port for TLS, which gsutil needs.",
            why="It has just stopped, or an older version of Modelport started it.",
            fix="Stop it, start it anew, and ask again.",
            command="modelport local stop && modelport local start --detach",
        ) from error


def _host(url: str) -> str:
    return urlsplit(url).hostname or "127.0.0.1"


def _port(url: str) -> str:
    return str(urlsplit(url).port)


def _default_credentials(home: Path, url: str, token: str) -> Path:
    """A login for google-auth and gcloud, which ask the platform itself for access tokens.

    Of the types of logins, this one alone says where tokens come from and needs no key (google-auth,
    `external_account_authorized_user`). It names no audience: for a workforce pool's, google-auth asks Google where the
    login may be used, in a thread that outlives the program and has ended some with a segmentation fault.
    """
    path = home / "application_default_credentials.json"
    login = {
        "type": "external_account_authorized_user",
        "client_id": "modelport",
        "client_secret": "none",
        "refresh_token": token,
        "token_url": f"{url}/oauth2/token",
        "token_info_url": f"{url}/oauth2/introspect",
    }
    _write_private(path, json.dumps(login))
    return path


def _configuration(home: Path) -> Path:
    """A directory for gcloud's state, which knows that this machine is none of Compute Engine's."""
    directory = home / "gcloud"
    directory.mkdir(mode=0o700, exist_ok=True)
    answer = directory / "gce"
    answer.write_text("False")
    os.utime(answer, (FAR_FUTURE, FAR_FUTURE))
    return directory


def _write_private(path: Path, text: str) -> None:
    """For this user alone, and in one step: another shell may be reading it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
