"""The first line of the browser's screens: where one looks, as whom, and how much there is."""

from __future__ import annotations

from textual.content import Content

from modelport.inventory.account import account

from ..widgets.safe_text import MUTED, line
from .source import Source

LEAST_GAP = 2


def title(source: Source, totals: str, width: int) -> Content:
    """Target, project, regions and account always; `totals` and the name of the program where they fit."""
    place = (source.target.platform, source.target.project, source.region or "all regions", account(source.target))
    mode = ("  read-only", "$text-warning") if source.read_only else ""
    where = line(("  " + " · ".join(place), MUTED), mode)
    left = line((" Modelport", "bold $accent"), where)
    counts = totals.partition("⟳")[0].rstrip()
    for start, end in ((left, totals), (left, counts), (where, counts), (left, "")):
        right = line((end + " ", MUTED))
        gap = width - start.cell_length - right.cell_length
        if gap >= LEAST_GAP:
            return start + " " * gap + right
    return left if left.cell_length <= width else where
