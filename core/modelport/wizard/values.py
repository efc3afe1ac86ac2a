"""Texts that people type, and the values they stand for: the same for screens, prompts, flags and `--set`."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from .fields import Kind


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that is no value of its field's kind; it stays in the draft, so that nothing typed is lost."""

    text: str
    problem: str

    def __str__(self) -> str:
        return self.text


def _number(text: str) -> object:
    if not text.strip():
        return ""
    try:
        return int(text)
    except ValueError:
        return Unreadable(text, "is not a whole number")


def _switch(text: str) -> object:
    words = {
        "true": True,
        "yes": True,
        "on": True,
        "1": True,
        "false": False,
        "no": False,
        "off": False,
        "0": False,
    }
    return words.get(text.strip().lower(), Unreadable(text, "is neither yes nor no"))


def _labels(text: str) -> object:
    labels: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, equals, value = pair.partition("=")
        if not equals:
            return Unreadable(text, f'has "{pair}" where KEY=VALUE is expected')
        labels[key.strip()] = value.strip()
    return labels


def _path(text: str) -> str:
    """A path as it was typed, or as a file manager or a shell's history gives it: quoted, escaped, or as a URL."""
    path = text.strip()
    if len(path) > 1 and path[0] == path[-1] and path[0] in "'\"":
        return path[1:-1]
    if path[:8].lower() == "file:///" or path[:17].lower() == "file://localhost/":
        return unquote(urlsplit(path).path)
    if path[:5].lower() == "gs://":
        return "gs://" + path[5:]
    return re.sub(r"\\([ '\"()&])", r"\1", path)


def _lines(text: str) -> object:
    return tuple(filter(None, (part.strip() for part in text.replace("\n", ",").split(","))))


def _instances(text: str) -> object:
    if not text.strip():
        return ()
    try:
        value = json.loads(text)
    except ValueError as error:
        return Unreadable(text, f"is not JSON ({error})")
    if isinstance(value, dict) and "instances" in value:
        value = value["instances"]
    if not isinstance(value, list):
        return Unreadable(text, "is not a list of instances, such as [[5.1, 3.5, 1.4, 0.2]]")
    return tuple(value)


_PARSERS: dict[Kind, Callable[[str], object]] = {
    Kind.PATH: _path,
    Kind.NUMBER: _number,
    Kind.SWITCH: _switch,
    Kind.LABELS: _labels,
    Kind.LINES: _lines,
    Kind.JSON: _instances,
}


def parse(kind: Kind, text: str) -> object:
    """The value that `text` stands for, or `Unreadable`; never raises."""
    return _PARSERS.get(kind, str.strip)(text)


def show(value: object, kind: Kind = Kind.TEXT) -> str:
    """The text that stands for a `value` of this kind: `parse` of it gives the value again."""
    match value:
        case tuple() | list() if kind is Kind.JSON:
            return json.dumps(list(value), ensure_ascii=False) if value else ""
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{key}={item}" for key, item in value.items())
        case tuple() | list() if all(isinstance(item, str) for item in value):
            return ", ".join(value)
        case tuple() | list():
            return json.dumps(list(value))
        case None:
            return ""
        case _:
            return str(value)
