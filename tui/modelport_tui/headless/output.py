"""Data on stdout as a table, JSON, YAML or CSV."""

import errno
import json
import sys
from typing import Any

from modelport import yaml_text
from modelport.errors import ModelportError
from modelport.inventory.export import as_json, csv_of

from ..visible import visible


def write(data: Any, form: str) -> None:
    """Write `data` (what JSON can hold); a table or CSV for a list of dicts, a sheet for a dict."""
    if form == "json":
        text = as_json(data)
    elif form == "yaml":
        text = yaml_text.dump(data).rstrip()
    elif form == "csv":
        text = csv_of(list(data[0]) if data else (), (map(str, row.values()) for row in data)).rstrip()
    else:
        text = visible(_table(data) if isinstance(data, list) else _sheet(data))
    say(text)


def say(text: str) -> None:
    """Write a text that is the data itself; raises ModelportError where stdout is closed."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError as error:
        if error.errno != errno.EBADF:
            raise
        fix = "Send the output to a file, or to /dev/null where nobody wants it."
        raise ModelportError("The result has nowhere to go: stdout is closed.", fix=fix) from error


def _table(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "nothing there"
    names = list(rows[0])
    cells = [[name.upper() for name in names], *([str(row.get(name, "")) for name in names] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in cells)


def _sheet(data: dict[str, Any], indent: str = "") -> str:
    lines = []
    for name, value in data.items():
        if isinstance(value, dict) and value:
            lines += [f"{indent}{name}:", _sheet(value, indent + "  ")]
        else:
            lines.append(
                f"{indent}{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
            )
    return "\n".join(lines)
