"""Whether the platform is there; the embedded one is started."""

from typing import Any

from ..draft import Draft
from .lookup import Lookup, reachable


def _about(draft: Draft) -> object:
    return draft.text("target.platform") if reachable(draft) else None


def _look(draft: Draft) -> dict[str, Any]:
    from ...platforms.local import LocalPlatform

    if draft.text("target.platform") != "local":
        return {"platform": "checked"}
    platform = LocalPlatform()
    status = platform.status()
    word = "is running" if status.running else "was started"
    return {"platform": f"The embedded platform {word} at {(status if status.running else platform.start()).url}"}


PLATFORM = Lookup("platform", "target", "target.platform", _about, _look)
