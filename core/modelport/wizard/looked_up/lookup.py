"""What a lookup is, and what all of them ask about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ...defects import as_defect
from ...errors import ModelportError
from ..draft import Draft

if TYPE_CHECKING:
    from ...platforms.session import Session


@dataclass(frozen=True, slots=True)
class Facts:
    """What a lookup found, by the name in `Seen`; or the problem that kept it from finding anything."""

    found: Mapping[str, Any] = field(default_factory=dict)
    problem: ModelportError | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """`about` gives what the lookup depends on, or None where there is nothing to look up yet.

    `nothing` is what a failed one leaves behind: facts about something else must not stay.
    """

    id: str
    step: str
    problem_at: str
    about: Callable[[Draft], object]
    look: Callable[[Draft], dict[str, Any]]
    nothing: Mapping[str, Any] = field(default_factory=dict)

    def run(self, draft: Draft) -> Facts:
        """Look, again where a fault may pass; never raises: a lookup that fails must not take the wizard with it."""
        from ...platforms.again import again

        try:
            return Facts(again(lambda: self.look(draft)))
        except ModelportError as error:
            return Facts(problem=error)
        except Exception as error:  # noqa: BLE001
            return Facts(problem=as_defect(error))

    def is_open(self, draft: Draft) -> bool:
        """Whether there is something to look up that has not been looked up."""
        about = self.about(draft)
        return about is not None and draft.seen.looked_up.get(self.id) != about


def reachable(draft: Draft) -> bool:
    """Whether there is a platform to ask: not Google's own, which is gone."""
    return draft.text("target.platform") == "local" or draft.seen.settings.ai_platform_endpoint is not None


def target(draft: Draft) -> tuple[str, str]:
    """The platform and the project that are asked."""
    return draft.text("target.platform"), draft.text("target.project")


def asked(draft: Draft) -> tuple[str, str] | None:
    """The same once there is a platform that can be asked about a project."""
    return target(draft) if reachable(draft) and draft.text("target.project") and draft.seen.platform else None


def session_of(draft: Draft) -> Session:
    """The session of the draft's target and endpoint; raises LocalPlatformError, ServiceRetired or NotAuthenticated."""
    from ...platforms.session import LOOK_SECONDS, open_session

    request = draft.request()
    return replace(open_session(request.target, request.region_on_wire), patience_seconds=LOOK_SECONDS)
