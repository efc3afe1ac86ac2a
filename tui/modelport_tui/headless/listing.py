"""Lists from many endpoints: the platform's resources for programs, chosen columns for people."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from modelport.errors import UsageError
from modelport.inventory.fetch import Batch, Listed, PlaceFailed, by_reason
from modelport.inventory.filter import Filter, Row, of_columns
from modelport.inventory.rows import placed

from ..diagnostics import note, report
from . import output

Cells = Callable[[str, dict[str, Any]], dict[str, str]]
Found = list[tuple[str, dict[str, Any]]]
"""Resources with the region of their endpoint."""


def gathered(batches: Iterable[Batch]) -> tuple[list[Listed], list[PlaceFailed]]:
    """Every page, and every endpoint that failed."""
    pages, failures = [], []
    for batch in batches:
        match batch:
            case Listed():
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


def show(found: Found, columns: Sequence[str], cells: Cells, args: argparse.Namespace) -> None:
    """Write what of a list fits `--filter` and `--limit`, in the order of names and regions."""
    ordered = sorted(found, key=lambda pair: (str(pair[1].get("name", "")), pair[0]))
    rows = [(placed(region, resource), cells(region, resource)) for region, resource in ordered]
    kept = fitting(of_columns(columns, lambda row: row[1]), rows, args.filter)[: args.limit]
    in_columns = args.format in ("table", "csv")
    output.write([texts if in_columns else resource for resource, texts in kept], args.format)


def report_failures(failures: Sequence[PlaceFailed]) -> int:
    """Say on stderr which endpoints failed, the same reason once; exit code 1 if there are any."""
    for error, regions in by_reason((failure.region, failure.error) for failure in failures):
        note(f"▲ {', '.join(regions)}:")
        report(error)
    return 1 if failures else 0
