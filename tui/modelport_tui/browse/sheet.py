"""One version as a page to read."""

from __future__ import annotations

import json
from datetime import datetime

from textual.content import Content

from modelport import yaml_text
from modelport.catalog.hints import explain
from modelport.inventory import commands
from modelport.inventory.columns import ago
from modelport.inventory.rows import VersionRow

from ..widgets.safe_text import MUTED, line, plain
from ..widgets.states import mark


def describe(row: VersionRow, now: datetime) -> Content:
    """What a person wants to know first, and the command that shows the same."""
    state = mark(row.state)
    facts = (
        ("Description", row.description),
        ("Labels", row.labels),
        ("Framework", f"{row.framework} {row.resource.get('frameworkVersion', '')}".strip()),
        ("Runtime", f"{row.runtime}  Python {row.resource.get('pythonVersion', '')}" if row.runtime else ""),
        ("Machine", row.machine),
        ("Nodes", row.nodes),
        ("Files", str(row.resource.get("deploymentUri", ""))),
        ("Service account", str(row.resource.get("serviceAccount", ""))),
        ("Endpoint", row.region),
        ("Created", f"{ago(row.created, now)} ago  ({row.created})" if row.created else ""),
        ("Last used", f"{ago(row.last_used, now)} ago" if row.last_used else "never"),
        ("Name", row.path),
    )
    head = [line((f"{state.glyph} {row.state}", state.style), "   default" if row.is_default else "")]
    error = [line((f"{'Error':<17}", "bold"), (row.error, "red")), *_explained(row.error)] if row.error else []
    rows = [line((f"{name:<17}", MUTED), text) for name, text in facts if text]
    return Content("\n").join([*head, *error, *rows, plain(f"\n$ {commands.describe(row)}", MUTED)])


def _explained(error: str) -> list[Content]:
    """What is known about the platform's words."""
    hint = explain(error, "create_version")
    parts = (("Likely cause", hint.cause), ("What to do", hint.fix)) if hint else ()
    return [line((f"{name:<17}", "bold"), f"{text}.") for name, text in parts]


def as_json(row: VersionRow) -> Content:
    """The platform's own resource."""
    return plain(json.dumps(row.resource, indent=2, ensure_ascii=False))


def as_yaml(row: VersionRow) -> Content:
    """The platform's own resource."""
    return plain(yaml_text.dump(row.resource))
