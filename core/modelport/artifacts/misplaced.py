"""A path that leads nowhere: where it stops, and the name that may be meant."""

import os
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from modelport.user_paths import expanded

from ..errors import ArtifactError
from .addresses import read_address

_LOOKED_AT = 2_000
_SHOWN = 5
_CUTOFF = 0.6


class Misplaced(ArtifactError):
    """Nothing is at this path; `better` is the path that may be meant, or ""."""

    def __init__(self, summary: str, *, why: str = "", fix: str = "", command: str = "", better: str = "") -> None:
        super().__init__(summary, why=why, fix=fix, command=command)
        self.better = better


def misplaced(source: str) -> Misplaced:
    """What to say about a path at which there is nothing: an address of another kind, or a name that is not there."""
    if address := read_address(source):
        return Misplaced(address.what, fix=address.fix, command=address.command, better=address.better)
    if source.startswith("~") and expanded(source) == Path(source):
        user = source.partition("/")[0]
        return Misplaced(f"There is no user {user[1:]}, whose home {user} would be.", fix="Write the path in full.")
    return _stopped(source)


def _stopped(source: str) -> Misplaced:
    """Where the path stops, which is never at its first part `/` or `.`."""
    typed = Path(source)
    place, names = Path(typed.anchor), list(typed.relative_to(typed.anchor).parts)
    while len(names) > 1 and os.path.lexists(expanded(str(place / names[0]))):
        place /= names.pop(0)
    if not expanded(str(place)).is_dir():
        fix = f"Did you mean {place}?"
        return Misplaced(f"{place} is a file: there is nothing below it.", fix=fix, better=str(place))
    name = names[0] if names else source
    if os.path.lexists(expanded(str(place / name))):
        what = f"{place / name} is a link to something that is not there."
        return Misplaced(what, fix="Give what it should lead to.")
    where = f"{str(place).rstrip('/')}/" if place != Path() else f"this directory, {Path.cwd()}"
    better = _nearest(place, names)
    return Misplaced(
        f"There is no {name} in {where}.",
        fix=f"Did you mean {better}?" if better else _what_is_there(place),
        better=better,
    )


def _nearest(place: Path, names: list[str]) -> str:
    """The path with the names that are nearest, part by part; "" where one of them has no likeness there."""
    for name in names:
        there = _names_in(place)
        found = name if name in there else name_like(name, there)
        if not found:
            return ""
        place /= found
    return str(place) if names else ""


def name_like(name: str, there: list[str]) -> str:
    """The name that is most like it, whatever the case; else the one that differs in the ending alone; "" for none."""
    folded = {each.casefold(): each for each in reversed(there)}
    near = get_close_matches(name.casefold(), folded, 1, _CUTOFF)
    stem = name.casefold().split(".", 1)[0]
    same = [each for fold, each in folded.items() if stem and fold.split(".", 1)[0] == stem]
    return folded[near[0]] if near else next(iter(sorted(same)), "")


def _names_in(place: Path) -> list[str]:
    """The names in a directory, sorted, those that are hidden last; none where it cannot be read."""
    try:
        with os.scandir(expanded(str(place))) as entries:
            names = [entry.name for entry in islice(entries, _LOOKED_AT)]
    except (OSError, ValueError):
        return []
    return sorted(names, key=lambda name: (name.startswith("."), name))


def _what_is_there(place: Path) -> str:
    shown = [name for name in _names_in(place) if not name.startswith(".")]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return f"Check the path; there are {', '.join(shown[:_SHOWN])}{more}." if shown else "Check the path."
