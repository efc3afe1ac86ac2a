"""Settings found outside the request: `MODELPORT_*` variables, and gcloud's configuration read from its files."""

import configparser
import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import msgspec

from modelport.user_paths import expanded

from .errors import ModelportError
from .home import target_file
from .request import PlatformName, Target

PLATFORMS = get_args(PlatformName)
LOCAL_PROJECT = "demo-project"
"""The project on the embedded platform where nobody names one: there it is only a name."""
_LAST_RUN = "the last run"
_ADC = "Application Default Credentials"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value, and where it stands in words, such as `MODELPORT_PROJECT` or `gcloud configuration "default"`."""

    value: str
    where: str
    from_gcloud: bool = False


class KeyFile(msgspec.Struct, frozen=True):
    """What a file of Application Default Credentials says about whose it is, and which project is meant."""

    client_email: str = ""
    account: str = ""
    project_id: str = ""
    quota_project_id: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was found, each None where nobody set it; `credentials` says as whom Google is asked."""

    target: Setting | None = None
    project: Setting | None = None
    region: Setting | None = None
    ai_platform_endpoint: Setting | None = None
    credentials: Setting | None = None
    last_target: Setting | None = None
    last_project: Setting | None = None

    @property
    def local_project(self) -> Setting:
        """The project on the embedded platform: the one that is set, that of the last run, or any name."""
        return self.project or self.last_project or Setting(LOCAL_PROJECT, "any name will do on this machine")


def find_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Environment first, gcloud's configuration second; never runs gcloud and never fails."""
    configuration, name = _gcloud_configuration(environment)
    endpoint, key = "MODELPORT_AI_PLATFORM_ENDPOINT", key_file(environment)
    last = _last_run()
    project = _setting(environment, "MODELPORT_PROJECT", configuration.get("core", "project", fallback=None), name)
    return Settings(
        target=_setting(environment, "MODELPORT_TARGET", None, name),
        project=project or _project_of(key),
        region=_setting(
            environment, "MODELPORT_REGION", configuration.get("ai_platform", "region", fallback=None), name
        ),
        ai_platform_endpoint=_setting(environment, endpoint, None, name),
        credentials=_credentials(environment, key),
        last_target=_last_choice() or (Setting(last.platform, _LAST_RUN) if last else None),
        last_project=Setting(last.project, _LAST_RUN) if last and last.project else None,
    )


def key_file(environment: Mapping[str, str]) -> KeyFile | None:
    """The file of Application Default Credentials, of a key or a login; None where none can be read."""
    named = environment.get("GOOGLE_APPLICATION_CREDENTIALS")
    path = expanded(named) if named else _gcloud_folder(environment) / "application_default_credentials.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except (OSError, msgspec.MsgspecError):
        return None


def _project_of(key: KeyFile | None) -> Setting | None:
    project = key and (key.quota_project_id or key.project_id)
    return Setting(project, _ADC, from_gcloud=True) if project else None


def _credentials(environment: Mapping[str, str], key: KeyFile | None) -> Setting | None:
    if environment.get("MODELPORT_ACCESS_TOKEN_FILE"):
        return Setting("whoever the token belongs to", "MODELPORT_ACCESS_TOKEN_FILE")
    named = "GOOGLE_APPLICATION_CREDENTIALS"
    who = (key.client_email or key.account or "whoever logged in") if key else ""
    return Setting(who, named if environment.get(named) else _ADC) if who else None


def remember_target(platform: str) -> None:
    """Keep the platform that somebody has chosen; a full disk is no reason to stop."""
    with contextlib.suppress(OSError, ModelportError):
        choice = target_file()
        choice.touch(mode=0o600)
        choice.write_text(platform)


def _last_run() -> Target | None:
    """Where the newest run went."""
    from .journal import last_request

    with contextlib.suppress(OSError, ModelportError):
        request = last_request()
        return request.target if request else None
    return None


def _last_choice() -> Setting | None:
    """The platform that was chosen last, unless a run has begun since."""
    from .journal import newest_first

    with contextlib.suppress(OSError, ModelportError):
        chosen, run = target_file(), next(iter(newest_first()), None)
        is_newest = chosen.exists() and not (run and run.stat().st_mtime_ns > chosen.stat().st_mtime_ns)
        if is_newest and (platform := _read(chosen).strip()) in PLATFORMS:
            return Setting(platform, "the last choice")
    return None


def _setting(environment: Mapping[str, str], variable: str, gcloud: str | None, name: str) -> Setting | None:
    if value := environment.get(variable):
        return Setting(value, variable)
    return Setting(gcloud, f'gcloud configuration "{name}"', from_gcloud=True) if gcloud else None


def _gcloud_folder(environment: Mapping[str, str]) -> Path:
    named = environment.get("CLOUDSDK_CONFIG")
    return Path(named or expanded(environment.get("HOME", "~")) / ".config/gcloud")


def _gcloud_configuration(environment: Mapping[str, str]) -> tuple[configparser.ConfigParser, str]:
    """gcloud's active configuration (`gcloud topic configurations`); empty where there is none."""
    folder = _gcloud_folder(environment)
    parser = configparser.ConfigParser(interpolation=None)
    name = environment.get("CLOUDSDK_ACTIVE_CONFIG_NAME") or _read(folder / "active_config").strip() or "default"
    try:
        parser.read_string(_read(folder / "configurations" / f"config_{name}"))
    except configparser.Error:
        return configparser.ConfigParser(), name
    return parser, name


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError):
        return ""
