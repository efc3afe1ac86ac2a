"""What a run reports: facts in the past tense, each complete by itself, in the order they happened."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from .errors import ModelportError


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The run's id names its journal; steps are (id, title) in order."""

    run_id: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step began; `subject` is what it works on, such as `gs://b/iris/v1`."""

    step: str
    title: str
    subject: str


@dataclass(frozen=True, slots=True)
class BytesMoved:
    """Upload progress in bytes over all files of the step; later ones replace earlier ones.

    Of `done`, `kept` had been sent before: by a run that was cut off, or by an attempt that failed.
    """

    step: str
    done: int
    total: int
    file: str
    seconds: float
    kept: int = 0

    @property
    def bytes_per_second(self) -> float:
        """Mean speed so far, of what was sent now."""
        return (self.done - self.kept) / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimate at the mean speed, or None before the first byte of now."""
        speed = self.bytes_per_second
        return (self.total - self.done) / speed if speed else None


@dataclass(frozen=True, slots=True)
class StateSeen:
    """The platform's own state of the resource, asked for `seconds` after the step began."""

    step: str
    state: str
    detail: str
    seconds: float


@dataclass(frozen=True, slots=True)
class LogWritten:
    """Lines of a node's own log; a batch, so that a screen is never flooded."""

    step: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retried:
    """A call failed in a way that passes by itself and is made again after `delay` seconds."""

    step: str
    reason: str
    attempt: int
    delay: float


@dataclass(frozen=True, slots=True)
class StepAsked:
    """The platform is asked to make what is not there: even if its answer is lost, what is there later was made."""

    step: str


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A step is done; `outcome` is `created`, `exists`, `checked`, … and `detail` says more.

    `exists` is what is there now, `undo` takes back what the step made, by lines; both may be "".
    """

    step: str
    outcome: str
    detail: str
    seconds: float
    exists: str = ""
    undo: str = ""


@dataclass(frozen=True, slots=True)
class StepFailed:
    """A step failed and the run ends; `error` says what happened, why and what to do next, the rest as if cancelled."""

    step: str
    error: ModelportError
    exists: tuple[str, ...] = ()
    resume: str = ""
    undo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Predicted:
    """The platform's answers to the test instances, and the round trip in seconds."""

    step: str
    predictions: tuple[Any, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class RunCancelled:
    """The user stopped the run.

    `exists` lists what is there now, `resume` is the command to go on, `undo` are those that take back what was made.
    """

    exists: tuple[str, ...]
    resume: str
    undo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunFinished:
    """Everything is done; `version` is the platform's Version resource, `url` its predict URL."""

    run_id: str
    version: dict[str, Any]
    url: str
    predictions: tuple[Any, ...] | None
    seconds: float


Event: TypeAlias = (
    RunStarted | StepStarted | StepAsked | BytesMoved | StateSeen | LogWritten | Retried | StepFinished | StepFailed
    | Predicted | RunCancelled | RunFinished
)  # fmt: skip
