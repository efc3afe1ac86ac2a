"""As whom a target is asked, in a few words: read from files and variables, never from the network."""

import configparser
import os
from collections.abc import Mapping
from pathlib import Path

from modelport.request import Target
from modelport.settings import key_file

UNKNOWN = "credentials: ADC"
TOKEN_FILE = "MODELPORT_ACCESS_TOKEN_FILE"


def account(target: Target, environment: Mapping[str, str] = os.environ) -> str:
    """`account: local` for the embedded platform, an e-mail address where one is known, else what kind it is."""
    if target.platform == "local":
        return "account: local"
    if environment.get(TOKEN_FILE):
        return "credentials: token file"
    key = key_file(environment)
    if key and (known := key.client_email or key.account):
        return known
    folder = Path(environment.get("CLOUDSDK_CONFIG") or Path(environment.get("HOME", "")) / ".config/gcloud")
    is_login = not environment.get("GOOGLE_APPLICATION_CREDENTIALS")
    return (_of_gcloud(folder, environment) if is_login else "") or UNKNOWN


def _of_gcloud(folder: Path, environment: Mapping[str, str]) -> str:
    """Whom gcloud is logged in as, which may not be whose credentials the file holds: it is named as gcloud's."""
    if not (folder / "application_default_credentials.json").exists():
        return ""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        name = environment.get("CLOUDSDK_ACTIVE_CONFIG_NAME") or (folder / "active_config").read_text("utf-8").strip()
        parser.read_string((folder / "configurations" / f"config_{name}").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return ""
    email = parser.get("core", "account", fallback="")
    return f"{email} (gcloud)" if email else ""
