"""Rows as a file: CSV for tables, JSON and YAML in the platform's own form."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from modelport import yaml_text
from modelport.errors import ModelportError

from .rows import VersionRow

FORMS = ("csv", "json", "yaml")
ATTRIBUTES = ("model", "version", "state", "is_default", "framework", "runtime", "machine", "nodes", "last_used",
              "created", "region", "error", "labels", "description", "path")  # fmt: skip
"""The head of a CSV file, and the attributes of a row below it."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""With one of these a spreadsheet takes a cell for a formula (OWASP, CSV injection)."""


def text_of(rows: Sequence[VersionRow], form: str) -> str:
    """The rows in one of FORMS, with a newline at the end; JSON and YAML hold a list of resources.

    Each has its `endpoint` beside the platform's own fields.
    """
    match form:
        case "csv":
            return as_csv(rows)
        case "yaml":
            return yaml_text.dump([row.listed for row in rows])
        case _:
            return as_json([row.listed for row in rows]) + "\n"


def as_json(data: object) -> str:
    """What JSON can hold, indented."""
    return json.dumps(data, indent=2, ensure_ascii=False)


def as_csv(rows: Sequence[VersionRow]) -> str:
    """A head and a line a row."""
    return csv_of(ATTRIBUTES, ([_cell(row, name) for name in ATTRIBUTES] for row in rows))


def csv_of(head: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A head and a line a row; what a spreadsheet would take for a formula begins with an apostrophe."""
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(head)
    writer.writerows(map(_harmless, row) for row in rows)
    return "".join(lines.ended)


class _Lines:
    """Ends lines as every tool here reads them; a carriage return in a cell is quoted all the same."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    def write(self, line: str) -> None:
        self.ended.append(line.removesuffix("\r\n") + "\n")


def save(path: Path, text: str, *, may_replace: bool) -> None:
    """Writes UTF-8; raises ModelportError where the file exists and may not be replaced, or can't be written."""
    try:
        with path.open("w" if may_replace else "x", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        raise ModelportError(
            f"{path} exists already.", why="It was not replaced.", fix="Choose another path, or say that it may be."
        ) from error
    except OSError as error:
        raise ModelportError(
            f"{path} could not be written.",
            why=error.strerror or str(error),
            fix="Choose a path that you can write to.",
        ) from error


def _cell(row: VersionRow, name: str) -> str:
    value = getattr(row, name)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
