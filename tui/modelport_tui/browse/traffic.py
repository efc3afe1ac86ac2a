"""Requests, latencies and nodes of a version over time, as its log tells them."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from modelport.inventory.columns import moment
from modelport.inventory.rows import VersionRow

from ..widgets.safe_text import MUTED, line, plain

if TYPE_CHECKING:
    from modelport.platforms.logging import LogLine

BARS = "▁▂▃▄▅▆▇█"
SLOT_SECONDS = 10
_CALL = re.compile(r"predict (\d+) in ([\d.]+) ms")


def content(row: VersionRow | None, lines: Sequence[LogLine], now: datetime, width: int) -> Content:
    """Plots of the calls that the access log holds, or how to get one."""
    calls = [(then, float(found[2])) for each in lines
             if (found := _CALL.fullmatch(each.text)) and (then := moment(each.timestamp))]  # fmt: skip
    nodes = f"nodes {row.nodes}" if row else ""
    if not calls:
        why = "No call is in the version's log. A model that is created with access logging notes every call there."
        return line((nodes + "\n", ""), (why, MUTED))
    slots = min(60, max(10, width - 40))
    counts = Counter(int((now - then).total_seconds() // SLOT_SECONDS) for then, _ in calls)
    times = [milliseconds for _, milliseconds in calls[-1000:]]
    p99 = sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]
    plot = bars([counts.get(slot, 0) for slot in range(slots - 1, -1, -1)])
    return Content("\n").join(
        [
            line("requests  ", (plot, "$accent"), f"  now {counts.get(0, 0) / SLOT_SECONDS:.1f}/s"),
            line("latency   ", (bars(times[-slots:]), "$accent"),
                 f"  p50 {statistics.median(times):.1f} ms  p99 {p99:.1f} ms"),
            plain(f"{nodes}   {len(calls)} calls in the log, one bar is {SLOT_SECONDS} s", MUTED),
        ]
    )  # fmt: skip


def bars(values: Sequence[float]) -> str:
    """One character per value, the largest as a full block."""
    top = max(values, default=0) or 1
    return "".join(BARS[min(7, int(value / top * 7.999))] for value in values)
