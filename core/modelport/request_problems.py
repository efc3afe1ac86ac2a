"""What is wrong with the content of a request: each unknown key and wrong type, with the line it stands on."""

import copy
import difflib
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from .request import DeploymentRequest
from .yaml_text import Place, places

Lines = dict[Place, int]
MOST = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend; `line` counts from 1 and is 0 where the content comes from no file."""

    line: int
    what: str
    fix: str


def lines_of(text: str) -> tuple[Lines, tuple[Problem, ...]]:
    """The line of every key in a YAML text, and the keys that are written twice: YAML would keep the last one."""
    lines: Lines = {}
    twice = []
    for place, line in places(text):
        if place in lines:
            what = f'the key "{".".join(place)}" is also on line {lines[place]}'
            twice.append(Problem(line, what, "Keep one of the two."))
        lines[place] = line
    return lines, tuple(twice)


def problems_of(content: dict[str, Any], lines: Lines) -> tuple[Problem, ...]:
    """Everything that keeps `content` from being a request, in the order in which it is met."""
    rest = copy.deepcopy(content)
    found: list[Problem] = []
    while len(found) < MOST:
        try:
            msgspec.convert(rest, DeploymentRequest)
            break
        except msgspec.ValidationError as error:
            what, place = _read(str(error))
        found.append(_explained(what, place, lines, _value_at(rest, place)))
        if not _remove(rest, place):
            break
    return tuple(found)


def _read(message: str) -> tuple[str, Place]:
    """msgspec's sentence, and the keys down to what it is about; an index ends them."""
    what, _, where = message.partition(" - at ")
    place = tuple(re.findall(r"\.([^.\[\]`]+)", where.split("[")[0]))
    unknown = re.search(r"unknown field `(.*?)`", what)
    return what, (*place, unknown.group(1)) if unknown else place


def _explained(what: str, place: Place, lines: Lines, value: object) -> Problem:
    name, line = ".".join(place), lines.get(place, 0)
    fix = "`modelport schema` prints every key with its type."
    if "unknown field" in what:
        near = difflib.get_close_matches(place[-1], _names_beside(place), 1)
        return Problem(line, f'unknown key "{name}"', f'Did you mean "{near[0]}"?' if near else fix)
    if re.match("Expected `str.*`, got `(float|int)`", what):
        quoted = f'"{value}"' if isinstance(value, int | float) else 'such as "2.11"'
        fix = f"Put it in quotes, {quoted}: without them YAML reads a number."
    elif "invalid enum value" in what.lower() and (choices := _choices(place)):
        what, fix = f"there is no {value!r}", _offered(str(value), choices)
    return Problem(line, f"{name or 'the request'} is not right: {what[:1].lower()}{what[1:]}", fix)


def _offered(value: str, choices: tuple[str, ...]) -> str:
    """The choice that may be meant, and all of them."""
    folded = {choice.casefold(): choice for choice in choices}
    near = difflib.get_close_matches(value.casefold(), folded, 1, 0.5)
    meant = f'Did you mean "{folded[near[0]]}"? ' if near else ""
    return f"{meant}It is one of {', '.join(filter(None, choices))}."


def _choices(place: Place) -> tuple[str, ...]:
    """What a field with a few possible values takes, from the request's own types; () for any other field."""
    kind: Any = DeploymentRequest
    for name in place:
        kind = get_type_hints(kind).get(name) if hasattr(kind, "__struct_fields__") else None
    found = [kind, *get_args(kind)]
    return next((get_args(each) for each in found if get_origin(each) is Literal), ())


def _value_at(content: dict[str, Any], place: Place) -> object:
    part: Any = content
    for key in place:
        part = part.get(key) if isinstance(part, dict) else None
    return part


def _names_beside(place: Place) -> list[str]:
    part = getattr(DeploymentRequest(), place[0], None) if place[:-1] else DeploymentRequest()
    return list(getattr(part, "__struct_fields__", ()))


def _remove(content: dict[str, Any], place: Place) -> bool:
    """Take away what was complained about, so that the next problem shows."""
    part: Any = content
    for key in place[:-1]:
        part = part.get(key) if isinstance(part, dict) else None
    if not (place and isinstance(part, dict) and place[-1] in part):
        return False
    del part[place[-1]]
    return True
