"""A session says where a platform answers and who asks; nothing else in the clients knows which platform it is."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modelport.errors import ServiceRetired
from modelport.home import local_home
from modelport.request import PlatformName, Target
from modelport.user_paths import expanded

from . import endpoints
from .local import LocalPlatform

ML_OVERRIDE = "MODELPORT_AI_PLATFORM_ENDPOINT"
STORAGE_OVERRIDE = "MODELPORT_STORAGE_ENDPOINT"
TOKEN_FILE = "MODELPORT_ACCESS_TOKEN_FILE"
CALL_SECONDS = 90.0
"""Above the 60 s after which the platform gives a prediction up."""
LOOK_SECONDS = 20.0
"""For reading what there is while somebody waits: both platforms answer that within two seconds or so."""


@dataclass(frozen=True, slots=True)
class Session:
    """Endpoints without a trailing slash; an overridden `ml` endpoint is used as it is, in every region.

    A call is given up when nothing has come for `patience_seconds`.
    """

    platform: PlatformName
    project: str
    region: str
    storage_url: str
    logging_url: str
    token_file: Path | None
    local_url: str = ""
    ml_override: str = ""
    patience_seconds: float = CALL_SECONDS

    def ml_url(self, region: str = "") -> str:
        """The `ml` v1 endpoint of a region; `global` is the global one, "" the session's own."""
        return self.ml_override or endpoints.ml_url(self.platform, region or self.region, self.local_url)

    def credentials(self) -> Any:
        """Credentials of google-auth; raises NotAuthenticated. Imports Google's libraries."""
        from . import credentials

        if self.token_file:
            return credentials.TokenFile(self.token_file)
        return credentials.application_default()

    @property
    def is_loopback(self) -> bool:
        """Whether the platform is on this machine, so that no proxy and no .netrc applies."""
        return endpoints.is_loopback(self.ml_url())


def open_session(target: Target, region: str) -> Session:
    """The session of a target; raises ServiceRetired, or LocalPlatformError where it is not running."""
    if target.platform == "local":
        return _local(target, region)
    if retired := retirement(target):
        raise retired
    token_file = os.environ.get(TOKEN_FILE)
    return Session(
        platform="ai-platform",
        project=target.project,
        region=region,
        storage_url=_override(STORAGE_OVERRIDE) or endpoints.storage_url("ai-platform"),
        logging_url=_override(ML_OVERRIDE) or endpoints.LOGGING_URL,
        token_file=expanded(token_file) if token_file else None,
        ml_override=_override(ML_OVERRIDE),
    )


def retirement(target: Target) -> ServiceRetired | None:
    """Why nothing can be deployed at Google's own endpoint; None for other targets and overridden endpoints."""
    if target.platform == "local" or _override(ML_OVERRIDE):
        return None
    return retired_error()


def retired_error(raw: str = "") -> ServiceRetired:
    """What to say about the legacy service at Google, before a call or in place of its answer."""
    return ServiceRetired(
        "Google switched AI Platform Prediction off on 31 January 2025.",
        why="Its models and versions were deleted, and this request can't succeed there.",
        fix="Deploy to the embedded platform. At Google, the successor is Vertex AI "
        "(now Gemini Enterprise Agent Platform).",
        command="modelport deploy --target local",
        raw=raw,
    )


def _local(target: Target, region: str) -> Session:
    url = LocalPlatform().url()
    return Session(
        platform="local",
        project=target.project,
        region=region,
        storage_url=url,
        logging_url=url,
        token_file=local_home() / "token",
        local_url=url,
    )


def _override(name: str) -> str:
    return os.environ.get(name, "").strip().rstrip("/")
