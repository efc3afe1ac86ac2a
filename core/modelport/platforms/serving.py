"""What a run needs of a platform that serves models: one protocol, so that another platform is one more file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeAlias

from modelport.catalog.hints import Hint
from modelport.errors import PlatformError, Unreachable

from .bodies import Body

Resource: TypeAlias = dict[str, Any]


LONGEST_WAIT_SECONDS = 120.0
"""However long a platform asks to wait; quotas are of requests a minute."""


class Busy(PlatformError):
    """The platform is overloaded or failed inside: the same call may succeed a little later."""

    wait_seconds = 0.0
    """How long the platform asks to be left alone."""

    def asking_for(self, seconds: float) -> Self:
        """This error, of a platform that asked to wait so long; 0 where it did not."""
        self.wait_seconds = seconds
        if seconds:
            self.why = f"{self.why} (The platform asks to wait {seconds:,.0f} s.)".lstrip()
        return self


def is_transient(error: PlatformError) -> bool:
    """Whether making the same call again may help."""
    return isinstance(error, Busy | Unreachable)


def delay_before_another(error: PlatformError, usual: float) -> float:
    """Seconds until the same call may be made again: the usual ones, or more where the platform asks for more."""
    asked = error.wait_seconds if isinstance(error, Busy) else 0.0
    return max(usual, min(asked, LONGEST_WAIT_SECONDS))


def explained(message: str, hint: Hint | None) -> tuple[str, str]:
    """Why and fix: the platform's words, and what is known about them."""
    return (f"{message}\nLikely cause: {hint.cause}.", f"{hint.fix}.") if hint else (message, "")


CANCELLED = 1
"""google.rpc.Code of an operation whose end was asked for."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A long-running operation; `error` is the platform's own text once it is done and failed, or was cancelled."""

    name: str
    done: bool
    error: str = ""
    is_cancelled: bool = False


def as_operation(resource: Resource) -> Operation:
    """The operation in an answer of the platform."""
    error = resource.get("error") or {}
    code = error.get("code")
    return Operation(
        str(resource.get("name", "")),
        bool(resource.get("done")),
        str(error.get("message") or f"code {code}") if error else "",
        code == CANCELLED,
    )


class ServingPlatform(Protocol):
    """Models, versions and predictions; paths are `projects/P/models/M[/versions/V]`.

    Every method raises PlatformError or one of its kinds; `find_…` answers None where there is nothing.
    """

    def find_model(self, path: str) -> Resource | None: ...

    def models(self, parent: str) -> Iterator[Resource]: ...

    def create_model(self, parent: str, body: Body) -> Resource: ...

    def update_model(self, path: str, body: Body, mask: Sequence[str]) -> Operation: ...

    def delete_model(self, path: str) -> Operation: ...

    def find_version(self, path: str) -> Resource | None: ...

    def versions(self, model_path: str) -> Iterator[Resource]: ...

    def create_version(self, model_path: str, body: Body) -> Operation: ...

    def update_version(self, path: str, body: Body, mask: Sequence[str]) -> Operation: ...

    def delete_version(self, path: str) -> Operation: ...

    def set_default(self, path: str) -> Resource: ...

    def operation(self, name: str) -> Operation: ...

    def operations(self, parent: str) -> Iterator[Resource]: ...

    def cancel_operation(self, name: str) -> None: ...

    def predict(self, path: str, body: Body) -> Resource: ...

    def agent(self, parent: str) -> str:
        """The service account with which the platform reads buckets."""
        ...

    def locations(self, parent: str) -> Iterator[Resource]: ...

    def close(self) -> None: ...
