"""Lists from many endpoints: the platform's resources for programs, chosen columns for people."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from modelport.errors import ModelportError
from modelport.inventory.fetch import Batch, Listed, PlaceFailed

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


def show(found: Found, cells: Cells, form: str) -> None:
    """Write a list in the order of names and regions."""
    found = sorted(found, key=lambda pair: (str(pair[1].get("name", "")), pair[0]))
    if form == "table":
        output.write([cells(region, resource) for region, resource in found], form)
    else:
        output.write([resource for _, resource in found], form)


def report_failures(failures: Sequence[PlaceFailed]) -> int:
    """Say on stderr which endpoints failed, the same reason once; exit code 1 if there are any."""
    regions: dict[str, tuple[ModelportError, list[str]]] = {}
    for failure in failures:
        regions.setdefault(failure.error.summary + failure.error.why, (failure.error, []))[1].append(failure.region)
    for error, places in regions.values():
        note(f"▲ {', '.join(dict.fromkeys(places))}:")
        report(error)
    return 1 if failures else 0
