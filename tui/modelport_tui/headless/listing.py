"""Lists from many endpoints: the platform's resources for programs, chosen columns for people."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from modelport.inventory.fetch import Batch, Listed, PlaceFailed, by_reason
from modelport.inventory.words import holding

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


def show(found: Found, cells: Cells, args: argparse.Namespace) -> None:
    """Write what of a list fits `--filter` and `--limit`, in the order of names and regions."""
    fits = holding(args.filter)
    rows = sorted(found, key=lambda pair: (str(pair[1].get("name", "")), pair[0]))
    shown = [(resource, cells(region, resource)) for region, resource in rows]
    shown = [(resource, texts) for resource, texts in shown if fits(" ".join(texts.values()))][: args.limit]
    in_columns = args.format in ("table", "csv")
    output.write([texts if in_columns else resource for resource, texts in shown], args.format)


def report_failures(failures: Sequence[PlaceFailed]) -> int:
    """Say on stderr which endpoints failed, the same reason once; exit code 1 if there are any."""
    for error, regions in by_reason((failure.region, failure.error) for failure in failures):
        note(f"▲ {', '.join(regions)}:")
        report(error)
    return 1 if failures else 0
