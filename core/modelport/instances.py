"""Instances from files, in the forms that `gcloud ai-platform predict` takes; `-` is stdin."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from modelport.errors import UsageError
from modelport.user_paths import expanded

from .wizard.fields import Kind
from .wizard.values import Unreadable, parse

EXAMPLE = "[[5.1, 3.5, 1.4, 0.2]]"
FORM = 'Write one JSON value a line; or give {"instances": […]} with --json-request.'


def read_json_instances(file: str) -> list[object]:
    """One JSON value a line; raises UsageError for other lines, empty ones, and a file without any."""
    return [_decoded(text, f"Line {number} of {file}") for number, text in _lines(file)]


def read_text_instances(file: str) -> list[object]:
    """One text a line; raises UsageError for an empty line, and a file without any."""
    return [text for _, text in _lines(file)]


def read_json_request(file: str) -> dict[str, Any]:
    """The body of a request; raises UsageError where it has no list of `instances`."""
    body = _decoded(_read(file), file)
    if not isinstance(body, dict) or not isinstance(body.get("instances"), list):
        raise UsageError(
            f"{file} is no request for predictions.",
            why='The body of a request is an object whose "instances" is a list.',
            fix='Write it as {"instances": [[5.1, 3.5, 1.4, 0.2]]}.',
        )
    return body


def typed_instances(text: str) -> tuple[object, ...]:
    """What somebody typed: a list as JSON, a request, or `@FILE` with either or with one instance a line.

    Raises UsageError where there are none.
    """
    if text.lstrip().startswith("@"):
        return tuple(_of_file(text.strip()[1:]))
    value = parse(Kind.JSON, text)
    if isinstance(value, tuple) and value:
        return value
    why = f"What you typed {value.problem}." if isinstance(value, Unreadable) else "Nothing was typed."
    raise UsageError("There are no instances.", why=why, fix=f"Type a list as JSON, such as {EXAMPLE}, or @FILE.")


def _of_file(file: str) -> list[object]:
    """A file in any of the forms; a list that holds anything but lists and objects is one instance."""
    text = _read(file)
    try:
        whole = json.loads(text)
    except ValueError:
        return read_json_instances(file)
    if isinstance(whole, dict) and isinstance(whole.get("instances"), list):
        return list(whole["instances"])
    is_list = isinstance(whole, list) and whole and all(isinstance(each, list | dict) for each in whole)
    return list(whole) if is_list else [whole]


def advice(instances: list[object]) -> str:
    """What to say where a file's only line is a list of lists, as a request holds them; "" otherwise."""
    only = instances[0] if len(instances) == 1 else None
    if not isinstance(only, list) or not only or not all(isinstance(each, list | dict) for each in only):
        return ""
    return (
        f"The only line, a list of {len(only)}, is sent as one instance. If these are {len(only)} instances, "
        'write one a line, or give {"instances": […]} with --json-request.'
    )


def _lines(file: str) -> Iterator[tuple[int, str]]:
    lines = _read(file).split("\n")
    lines = [line.removesuffix("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]
    if not lines:
        raise UsageError(f"{file} is empty.", why="There is no instance in it.", fix="Write one instance a line.")
    for number, line in enumerate(lines, 1):
        if not line:
            raise UsageError(f"Line {number} of {file} is empty.", why="Each line is an instance.", fix="Remove it.")
        yield number, line


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else expanded(file).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file} cannot be read.", why=error.strerror or str(error), fix="Check the path.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is no text in UTF-8.", why=str(error), fix="Save it as UTF-8.") from error


def _decoded(text: str, what: str) -> object:
    try:
        value: object = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{what} is not JSON.", why=str(error), fix=FORM) from error
    return value
