"""What belongs to a version beyond its resource: files, operations, log lines and metrics; for threads."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from modelport.inventory.columns import moment
from modelport.inventory.operation_rows import OperationRow
from modelport.inventory.operations import operations_of
from modelport.inventory.rows import VersionRow

from .source import Source

if TYPE_CHECKING:
    from modelport.inventory.traffic import Traffic
    from modelport.platforms.logging import LogLine
    from modelport.platforms.storage import ObjectInfo

MOST_FILES = 1_000


def files(source: Source, row: VersionRow) -> tuple[ObjectInfo, ...]:
    """The first thousand objects of its directory; raises ModelportError."""
    from modelport.platforms.storage import StorageClient

    bucket, _, prefix = str(row.resource.get("deploymentUri", "")).removeprefix("gs://").partition("/")
    if not bucket:
        return ()
    with closing(StorageClient(source.looking().at(row.region))) as storage:
        return tuple(islice(storage.objects(bucket, prefix), MOST_FILES))


def log(source: Source, row: VersionRow, after: LogLine | None) -> tuple[LogLine, ...]:
    """Its log from the beginning, or what came after a line; raises ModelportError."""
    from modelport.platforms.logging import LogReader

    since = moment(after.timestamp) if after else None
    with closing(LogReader(source.looking().at(row.region))) as reader:
        lines = tuple(reader.entries(row.model, row.version, since.astimezone(UTC) if since else None))
    return tuple(each for each in lines if after is None or (each.timestamp, each.id) > (after.timestamp, after.id))


def operations(source: Source, row: VersionRow) -> list[OperationRow]:
    """Its operations, the newest first; raises ModelportError."""
    return operations_of(source.looking(), row.region, row.path)


def traffic(source: Source, row: VersionRow, slots: int) -> Traffic:
    """Its newest requests, latencies and nodes; raises ModelportError."""
    from modelport.inventory.traffic import read_traffic

    return read_traffic(source.looking().at(row.region), row, slots)


def time_of(line: LogLine) -> str:
    """The time of day of a log line, in UTC."""
    then = moment(line.timestamp)
    return f"{then:%H:%M:%S}" if isinstance(then, datetime) else line.timestamp
