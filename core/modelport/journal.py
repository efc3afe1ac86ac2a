"""The journal of a run: one JSON line per fact, so that a run which was cut off can go on."""

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from .errors import ModelportError, UsageError
from .events import (
    BytesMoved,
    Event,
    LogWritten,
    RunCancelled,
    RunFinished,
    StepFailed,
)
from .history import NOTHING_DONE, History, history
from .home import runs_home
from .local_paths import placed
from .plan import Plan, Step
from .request import DeploymentRequest
from .run_lock import goes_on

RUNNING = "running"
RUN_ID = re.compile(r"[0-9A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run: when it began (UTC), what it deploys, and how it stands.

    `state` is `running` in a process that lives, `unfinished` where that was killed, else `cancelled`, `failed` or
    `finished`.
    """

    id: str
    when: datetime
    model: str
    version: str
    state: str


class _Head(msgspec.Struct, frozen=True):
    """The first line of a journal."""

    run: str
    when: datetime
    request: DeploymentRequest
    plan: tuple[Step, ...] = ()


class Journal:
    """An open journal; each line is on the disk before the run goes on. It holds no credentials.

    `plan` is what the run began with, None where that was not kept; `history` is what it has done before.
    """

    def __init__(
        self,
        run_id: str,
        path: Path,
        request: DeploymentRequest,
        plan: Plan | None = None,
        history: History = NOTHING_DONE,
    ) -> None:
        self.run_id = run_id
        self.path = path
        self.request = request
        self.plan = plan
        self.history = history

    @classmethod
    def create(cls, request: DeploymentRequest, plan: Plan | None = None) -> "Journal":
        """A journal for a new run; local paths are kept absolute, so that it can go on from anywhere."""
        now, request = datetime.now(UTC), placed(request, Path.cwd())
        names = f"{request.model.name[:40]}-{request.version.name[:40]}"
        run_id = f"{now:%Y%m%d-%H%M}-{re.sub('[^0-9A-Za-z_-]', '_', names)}-{secrets.token_hex(2)}"
        journal = cls(run_id, runs_home() / f"{run_id}.jsonl", request, plan)
        journal.append(msgspec.to_builtins(_Head(run_id, now, request, plan.steps if plan else ())))
        return journal

    def append(self, line: dict[str, Any]) -> None:
        """Adds a line and forces it to the disk; raises ModelportError where the disk does not take it."""
        try:
            _append(self.path, msgspec.json.encode(line))
        except UnicodeEncodeError as error:
            raise ModelportError(
                f"The name {ascii(error.object)[:200]} cannot be written down.",
                why="It holds bytes that are no UTF-8, which names of objects must be.",
                fix="Rename the file or directory.",
            ) from error
        except OSError as error:
            raise ModelportError(
                f"Cannot write the journal {self.path}.",
                why=error.strerror or str(error),
                fix="Free space there, or name another directory; then run it again.",
                command="export MODELPORT_HOME=DIRECTORY",
            ) from error

    def record(self, event: Event) -> None:
        """Keeps what changes a state; progress and logs pass."""
        if not isinstance(event, BytesMoved | LogWritten):
            self.append({"at": datetime.now(UTC).isoformat(), **event_record(event)})


def _append(path: Path, line: bytes) -> None:
    """A line that a crash tore stays alone on its line."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        is_torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, b"\n" * is_torn + line + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def event_record(event: Event) -> dict[str, Any]:
    """An event as JSON: `event` is its name; an error becomes its summary, why, fix, command and raw text."""
    record: dict[str, Any] = {"event": type(event).__name__}
    for field in fields(event):
        value = getattr(event, field.name)
        record[field.name] = error_record(value) if isinstance(value, ModelportError) else value
    return record


def error_record(error: ModelportError) -> dict[str, str]:
    """An error as JSON."""
    parts = ("summary", "why", "fix", "command", "raw")
    return {"type": type(error).__name__, **{part: getattr(error, part) for part in parts}}


def load(run_id: str) -> Journal:
    """The journal of a run; raises UsageError where there is none, or where it cannot be read."""
    path = runs_home() / f"{run_id}.jsonl"
    if not RUN_ID.fullmatch(run_id) or not path.is_file():
        raise UsageError(f"There is no run {run_id!r}.", fix="List the runs.", command="modelport runs")
    head = _head(path)
    if head is None:
        raise UsageError(
            f"The journal of the run {run_id} cannot be read.",
            why=f"The first line of {path} is not a request of this version of Modelport.",
            fix="Deploy anew; what is there already is found and kept.",
            command="modelport deploy",
        )
    return Journal(run_id, path, head.request, Plan(head.plan) if head.plan else None, history(_lines(path)))


def runs() -> tuple[RunSummary, ...]:
    """Every run, newest first; journals that cannot be read are left out."""
    summaries = (summary for path in runs_home().glob("*.jsonl") if (summary := _summary(path)))
    return tuple(sorted(summaries, key=lambda run: run.when, reverse=True))


def last_unfinished() -> RunSummary | None:
    """The run that was left last, unless it came to its end: older ones have been given up."""
    summaries = (_summary(path) for path in newest_first())
    summary = next((each for each in summaries if each and each.state != RUNNING), None)
    return summary if summary and summary.state != "finished" else None


def last_cut_off() -> RunSummary | None:
    """The same where nothing stood in its way: what a person would want to go on with."""
    last = last_unfinished()
    return last if last and last.state in ("unfinished", "cancelled") else None


def newest_first() -> list[Path]:
    """The journals, the one that was written to last first."""
    return sorted(runs_home().glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def last_request() -> DeploymentRequest | None:
    """What the newest run deploys, if its journal can be read."""
    head = next((_head(path) for path in newest_first()), None)
    return head.request if head else None


def past_runs(limit: int) -> Iterator[tuple[DeploymentRequest, tuple[dict[str, Any], ...]]]:
    """The newest runs, at most `limit`: what each deployed, and its recorded events as JSON, if it can be read."""
    for path in newest_first()[:limit]:
        with contextlib.suppress(OSError):
            if head := _head(path):
                yield head.request, tuple(_lines(path))


def _summary(path: Path) -> RunSummary | None:
    head = _head(path)
    if head is None:
        return None
    request, state = head.request, "unfinished"
    for line in _lines(path):
        state = _STATES.get(line.get("event", ""), state)
    if state == "unfinished" and goes_on(path):
        state = RUNNING
    return RunSummary(path.stem, head.when, request.model.name, request.version.name, state)


_STATES = {
    "RunStarted": "unfinished",
    StepFailed.__name__: "failed",
    RunCancelled.__name__: "cancelled",
    RunFinished.__name__: "finished",
}


def _head(path: Path) -> _Head | None:
    with path.open("rb") as file:
        try:
            return msgspec.json.decode(file.readline(), type=_Head)
        except msgspec.MsgspecError:
            return None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for raw in file:
            try:
                yield msgspec.json.decode(raw, type=dict[str, Any])
            except msgspec.MsgspecError:
                continue
