"""Where each platform answers: pure functions from a target and a region to URLs without a trailing slash."""

from urllib.parse import urlsplit

from modelport.request import PlatformName

GLOBAL = "global"
LOGGING_URL = "https://logging.googleapis.com"


def ml_url(platform: PlatformName, region: str, base: str = "") -> str:
    """The `ml` v1 endpoint; the embedded platform (its URL is `base`) takes the region as a path prefix."""
    if platform == "local":
        return base if region in ("", GLOBAL) else f"{base}/regions/{region}"
    prefix = "" if region in ("", GLOBAL) else f"{region}-"
    return f"https://{prefix}ml.googleapis.com"


def storage_url(platform: PlatformName, base: str = "") -> str:
    """The Cloud Storage JSON API."""
    return base if platform == "local" else "https://storage.googleapis.com"


def is_loopback(url: str) -> bool:
    """Whether the URL is one of this machine, so that no proxy and no .netrc applies."""
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
