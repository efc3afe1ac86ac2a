"""Lists from many endpoints: the platform's resources for programs, chosen columns for people."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from modelport.errors import UsageError
from modelport.inventory.fetch import Batch, PlaceFailed, by_reason
from modelport.inventory.fetch import Listed as Page
from modelport.inventory.filter import Filter, Row
from modelport.platforms.serving import Resource

from ..diagnostics import note, report
from . import output


class Listed(Protocol):
    """A row of a list: the platform's resource with the endpoint that it is on."""

    @property
    def listed(self) -> Resource: ...


Shown = TypeVar("Shown", bound=Listed)


def gathered(batches: Iterable[Batch]) -> tuple[list[Page], list[PlaceFailed]]:
    """Every page, and every endpoint that failed."""
    pages, failures = [], []
    for batch in batches:
        match batch:
            case Page():
                pages.append(batch)
            case PlaceFailed():
                failures.append(batch)
    return pages, failures


def fitting(kind: Filter[Row], rows: Iterable[Row], text: str) -> list[Row]:
    """The rows that `--filter` means; raises UsageError for a field that there isn't."""
    if unknown := kind.unknown(text):
        meant = kind.nearest(unknown)
        raise UsageError(
            f"There is no field {unknown!r} to filter by.",
            why=f"The fields are {', '.join(kind.fields)}.",
            fix=f"Did you mean {meant}:…?" if meant else "Name one of them, or give the words alone.",
        )
    return kind.fitting(rows, text)


def show(rows: Iterable[Shown], kind: Filter[Shown], cells: Callable[[Shown], dict[str, str]], args: Namespace) -> None:
    """Write what of a list fits `--filter` and `--limit`, in the order of names and endpoints."""
    ordered = sorted(rows, key=lambda row: (str(row.listed.get("name", "")), str(row.listed["endpoint"])))
    kept = fitting(kind, ordered, args.filter)[: args.limit]
    in_columns = args.format in ("table", "csv")
    output.write([cells(row) if in_columns else row.listed for row in kept], args.format)


def report_failures(failures: Sequence[PlaceFailed]) -> int:
    """Say on stderr which endpoints failed, the same reason once; exit code 1 if there are any."""
    for error, regions in by_reason((failure.region, failure.error) for failure in failures):
        note(f"▲ {', '.join(regions)}:")
        report(error)
    return 1 if failures else 0
