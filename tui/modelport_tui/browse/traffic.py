"""Requests, latencies and nodes of a version over time, drawn as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from modelport.inventory.rows import VersionRow

from ..widgets.safe_text import MUTED, line, plain

if TYPE_CHECKING:
    from modelport.inventory.traffic import Traffic

BARS = "▁▂▃▄▅▆▇█"
MOST_SLOTS, LEAST_SLOTS, TEXT_CELLS = 60, 10, 40


def slots_for(width: int) -> int:
    """Bars that fit beside the numbers, in a pane of so many cells."""
    return min(MOST_SLOTS, max(LEAST_SLOTS, width - TEXT_CELLS))


def content(row: VersionRow, seen: Traffic) -> Content:
    """A line each for requests, latency and nodes, and what a bar means; "no data" where nothing was measured."""
    minutes = len(seen.requests) * seen.slot_seconds / 60
    if not (seen.calls or seen.nodes):
        return plain(f"No data: there is no metric of this version in the last {minutes:.0f} min.", MUTED)
    errors = f", {seen.errors} of them failed" if seen.errors else ""
    calls = "1 call" if seen.calls == 1 else f"{seen.calls} calls"
    limits = f"limits {row.nodes}" if row.nodes else ""
    note = f"{calls}{errors} in the last {minutes:.0f} min; one bar is {seen.slot_seconds:.0f} s"
    return Content("\n").join(
        [
            line("requests/s  ", (bars(seen.requests), "$accent"), f"  now {seen.requests[-1]:.1f}"),
            _measured("latency", seen.latency, seen.p50 is not None, f"p50 {_ms(seen.p50)}   p99 {_ms(seen.p99)}"),
            _measured("nodes", seen.nodes, bool(seen.nodes), f"now {seen.nodes[-1]}" if seen.nodes else "", limits),
            plain(note, MUTED),
        ]
    )


def bars(values: Sequence[float]) -> str:
    """One character per value, the largest as a full block."""
    top = max(values, default=0) or 1
    return "".join(BARS[min(7, int(value / top * 7.999))] for value in values)


def _ms(milliseconds: float | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds:.1f} ms"


def _measured(name: str, values: Sequence[float], is_there: bool, numbers: str, more: str = "") -> Content:
    """Bars with their numbers, where there are any."""
    shown = (bars(values), "$accent") if is_there else ("no data", MUTED)
    return line(f"{name:<12}", shown, *(f"  {text}" for text in (numbers if is_there else "", more) if text))
