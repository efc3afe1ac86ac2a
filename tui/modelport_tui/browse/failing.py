"""Endpoints that could not be asked, in a line for each reason."""

from __future__ import annotations

from collections.abc import Mapping

from modelport.errors import ModelportError
from modelport.inventory.fetch import by_reason

MOST_NAMED = 3


def failure_lines(failures: Mapping[str, ModelportError]) -> str:
    """Where it happened and why; "" where nothing failed."""
    return "\n".join(_line(error, regions) for error, regions in by_reason(failures.items()))


def _line(error: ModelportError, regions: list[str]) -> str:
    more = f" and {len(regions) - MOST_NAMED} more" if len(regions) > MOST_NAMED else ""
    why = " ".join(f"{error.summary} {error.why}".split())
    command = f"  $ {error.command}" if error.command else ""
    return f"▲ {', '.join(regions[:MOST_NAMED])}{more}: {why}{command}"
