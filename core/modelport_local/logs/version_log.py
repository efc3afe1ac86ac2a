"""A version's log: one JSON object per line, in two files of bounded size."""

import itertools
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..text import encodable

MAX_FILE = 1 << 20
SEVERITIES = ("DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY")
_sequence = itertools.count()


class LogLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: RFC 3339 time, an id that orders lines of the same time, severity, text, and the node if any."""

    timestamp: str
    id: str
    severity: str
    text: str
    node: str = ""

    @property
    def position(self) -> tuple[str, str]:
        """What lines are ordered by."""
        return self.timestamp, self.id


class LogName(NamedTuple):
    """Whose log it is; region is the endpoint's."""

    region: str
    project: str
    model: str
    version: str


class VersionLog:
    """Appends lines; the older half is dropped when both files are full."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, severity: str, text: str, node: str = "") -> None:
        """Append one line; a full disk loses it and nothing else."""
        self.write_lines(severity, [text], node)

    def write_lines(self, severity: str, texts: Iterable[str], node: str) -> None:
        """Append several lines at once."""
        lines = [LogLine(_timestamp(), _next_id(), severity, encodable(text), node) for text in texts]
        try:
            with self._path.open("ab") as file:
                file.write(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
                size = file.tell()
            if size > MAX_FILE:
                self._path.replace(_older(self._path))
        except OSError:
            return

    def lines(self) -> Iterator[LogLine]:
        """Every line that is kept, oldest first; a line that was cut by a crash is left out."""
        for path in (_older(self._path), self._path):
            if not path.is_file():
                continue
            for raw in path.read_bytes().splitlines():
                try:
                    yield msgspec.json.decode(raw, type=LogLine)
                except msgspec.DecodeError:
                    continue


class VersionLogs:
    """All logs below one directory; they outlive their versions, as Cloud Logging's do."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def of(self, name: LogName) -> VersionLog:
        """The log of one version."""
        return VersionLog(self._root.joinpath(*name).with_name(f"{name.version}.jsonl"))

    def names(self, projects: set[str]) -> list[LogName]:
        """Whose logs there are in these projects."""
        found = []
        for path in self._root.glob("*/*/*/*.jsonl"):
            region, project, model = path.relative_to(self._root).parts[:3]
            if project in projects and not path.stem.endswith(".1"):
                found.append(LogName(region, project, model, path.stem))
        return sorted(found)


def _older(path: Path) -> Path:
    return path.with_suffix(".1.jsonl")


def _timestamp() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _next_id() -> str:
    return f"{time.time_ns():016x}{next(_sequence) & 0xFFFFFF:06x}"
