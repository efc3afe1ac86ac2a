"""The first line of the browser's screens: where one looks, as whom, and how much there is."""

from __future__ import annotations

from textual.content import Content

from modelport.inventory.account import account

from ..widgets.safe_text import MUTED, line
from .source import Source

LEAST_GAP = 2


def title(source: Source, counts: str, state: str, width: int, silent: int = 0) -> Content:
    """Target, project, regions and account always; the rest and the name of the program where they fit.

    A target where things cost money has a colour. Where there is little room, the last of `counts` stands
    with the `state`; and above all `silent`, how many endpoints could not be asked.
    """
    target = source.target
    place = " · ".join((target.platform, target.project, source.region or "all regions", account(target)))
    costs = 0 if target.platform == "local" else len(target.platform)
    mode = ("  read-only", "$text-warning") if source.read_only else ""
    coloured = [("  " + place[:costs], "$text-warning"), (place[costs:], MUTED)] if costs else [("  " + place, MUTED)]
    where = line(*coloured, mode)
    left = line((" Modelport", "bold $accent"), where)
    lost = (f"▲ {silent} endpoint{'' if silent == 1 else 's'} not reached", "$text-warning")
    whole = line((f"{counts}  ", MUTED), lost if silent else (state, MUTED))
    short = line((f"▲ {silent} not reached", "$text-warning") if silent else (counts, MUTED))
    brief = short if silent else line((f"{counts.rpartition('  ')[2]}  {state}", MUTED))
    for start, end in (
        (left, whole),
        (left, brief),
        (where, brief),
        (left, short),
        (where, short),
        (left, Content("")),
    ):
        gap = width - start.cell_length - end.cell_length - 1
        if gap >= LEAST_GAP:
            return start + " " * gap + end + " "
    return left if left.cell_length <= width else where
