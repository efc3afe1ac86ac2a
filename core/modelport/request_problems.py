"""What is wrong with the content of a request: each unknown key and wrong type, with the line it stands on."""

import copy
import difflib
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from .request import DeploymentRequest
from .request_text import Written
from .yaml_text import Place, places

MOST = 20
SCHEMA = "`modelport schema` prints every key with its type."
KINDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a map of keys",
    "null": "empty",
    "date": "a date",
    "datetime": "a date",
}
"""msgspec's types in words."""
NO_TEXTS = {"int": "a number", "float": "a number", "date": "a date", "datetime": "a date", "bool": "yes or no"}
"""What YAML reads where a text has no quotes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend; `line` counts from 1 and is 0 where the content comes from no file.

    `lacking` is the place of a key that is missing.
    """

    line: int
    what: str
    fix: str
    lacking: Place = ()


def written(text: str) -> tuple[Written, tuple[Problem, ...]]:
    """How a YAML text is written, and the keys that are in it twice: YAML would keep the last one."""
    lines: dict[Place, int] = {}
    twice = []
    for place, line in places(text):
        if place in lines:
            what = f'the key "{".".join(place)}" is also on line {lines[place]}'
            twice.append(Problem(line, what, "Keep one of the two."))
        lines[place] = line
    return Written(text, lines), tuple(twice)


def problems_of(content: dict[str, Any], source: Written) -> tuple[Problem, ...]:
    """Everything that keeps `content` from being a request, in the order in which it is met."""
    rest = copy.deepcopy(content)
    found: list[Problem] = []
    told: set[Place] = set()
    while len(found) < MOST:
        try:
            msgspec.convert(rest, DeploymentRequest)
            break
        except msgspec.ValidationError as error:
            what, place = _read(str(error), rest)
        if not _is_told(what, place, told):
            found.append(_explained(what, place, source, _value_at(rest, place)))
        told.add(place)
        if not _remove(rest, place):
            break
    return tuple(found)


def _is_told(what: str, place: Place, told: set[Place]) -> bool:
    """Whether a key is missing only because its value was taken away."""
    missing = _missing(what)
    return bool(missing) and (*place, missing) in told


def _missing(what: str) -> str:
    found = re.search("missing required field `(.*?)`", what)
    return found[1] if found else ""


def _read(message: str, content: dict[str, Any]) -> tuple[str, Place]:
    """msgspec's sentence, and the keys and indices down to what it is about."""
    what, _, where = message.partition(" - at ")
    if is_key := where.startswith("`key`"):
        what = what.partition(", got")[0]
    place = tuple(re.findall(r"(?:\.|\[)([^.\[\]`]+|\.\.\.)", where))
    if place and place[-1] == "...":
        place = (*place[:-1], *_wrong_entry(what, _value_at(content, place[:-1])))
    last = re.search("unknown field `(.*?)`", what) or (is_key and re.search("Invalid enum value '(.*)'", what))
    return what, (*place, last.group(1)) if last else place


def _wrong_entry(what: str, entries: object) -> Place:
    """The key of the first entry of a map that has not the type which is expected."""
    right = int if what.startswith("Expected `int`") else str
    pairs = entries.items() if isinstance(entries, dict) else ()
    return next(((str(key),) for key, value in pairs if type(value) is not right), ())


def _explained(what: str, place: Place, source: Written, value: object) -> Problem:
    name, line = ".".join(place) or "the request", source.line(place)
    if missing := _missing(what):
        return Problem(line, f'{name} lacks the key "{missing}"', f"Add {name}.{missing}.", (*place, missing))
    if mistyped := re.match(r"Expected `(\w+).*, got `(\w+)", what):
        reason, fix = _mistyped(mistyped[1], mistyped[2], source.scalar(place), value, place)
    elif what.startswith("Expected"):
        reason, fix = "one of its keys is no text", "Put that key in quotes."
    elif what.startswith("Invalid enum value") and (choices := _choices(place)):
        reason, fix = f'there is no "{value}"', _offered(str(value), choices)
    elif what.startswith(("Invalid enum value", "Object contains unknown field")):
        return Problem(line, f'unknown key "{name}"', _offered(place[-1], _names_at(place[:-1])))
    else:
        reason, fix = f"{what[:1].lower()}{what[1:]}", SCHEMA
    return Problem(line, f"{name} is not right: {reason}", fix)


def _mistyped(expected: str, got: str, scalar: str, value: object, place: Place) -> tuple[str, str]:
    """What a value is and should be, and how to write it."""
    shown = scalar or (f'"{value}"' if isinstance(value, str) else "")
    kind = str(value).lower() if isinstance(value, bool) else KINDS.get(got, "something else")
    reason = f"{shown or 'it'} is {kind}, and must be {KINDS.get(expected, f'a {expected}')}"
    if expected == "str" and got in NO_TEXTS:
        quoted = f', "{scalar}"' if scalar else ""
        return reason, f"Put it in quotes{quoted}: without them YAML reads {NO_TEXTS[got]}."
    if got == "null":
        return reason, "Give it a value, or leave its key out."
    if expected == "int" and isinstance(value, str) and value.isdecimal():
        return reason, f"Write it without quotes: {value}."
    if expected == "array" and shown:
        return reason, f"Put it in brackets: [{shown}]."
    if expected == "object" and (names := _names_at(place)):
        return reason, f"It takes the keys {', '.join(names)}."
    return reason, "Write true or false." if expected == "bool" else SCHEMA


def _offered(value: str, choices: tuple[str, ...]) -> str:
    """The choice that may be meant, and all of them where these are few."""
    folded = {choice.casefold(): choice for choice in choices}
    near = difflib.get_close_matches(value.casefold(), folded, 1, 0.5)
    meant = f'Did you mean "{folded[near[0]]}"? ' if near else ""
    return f"{meant}It is one of {', '.join(filter(None, choices))}." if choices else SCHEMA


def kind_at(place: Place) -> Any:
    """What the request's own types say of this place, where it is not None; None for no place of a request."""
    kind: Any = DeploymentRequest
    for name in place:
        if get_origin(kind) in (dict, tuple):
            kind = get_args(kind)[get_origin(kind) is dict]
        else:
            kind = get_type_hints(kind).get(name) if hasattr(kind, "__struct_fields__") else None
        kind = next((each for each in get_args(kind) if hasattr(each, "__struct_fields__")), kind)
    return kind


def _choices(place: Place) -> tuple[str, ...]:
    """What a field with a few possible values takes; () for any other field."""
    kind = kind_at(place)
    return get_args(kind) if get_origin(kind) is Literal else ()


def _names_at(place: Place) -> tuple[str, ...]:
    """The keys that a part of the request takes; () where they are free."""
    kind = kind_at(place)
    if get_origin(kind) is dict:
        names = get_args(kind)[0]
        return get_args(names) if get_origin(names) is Literal else ()
    return tuple(getattr(kind, "__struct_fields__", ()))


def _value_at(content: dict[str, Any], place: Place) -> object:
    part: Any = content
    for key in place:
        inner = part.get(key) if isinstance(part, dict) else None
        part = part[int(key)] if isinstance(part, list) else inner
    return part


def _remove(content: dict[str, Any], place: Place) -> bool:
    """Take away what was complained about, so that the next problem shows; other items keep their index."""
    part: Any = _value_at(content, place[:-1]) if place else None
    if isinstance(part, list):
        part[int(place[-1])] = ""
        return True
    if not isinstance(part, dict) or place[-1] not in part:
        return False
    del part[place[-1]]
    return True
