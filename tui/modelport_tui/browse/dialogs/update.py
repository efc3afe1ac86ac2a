"""Changing a version: description, labels, number of nodes and request logging."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static, TextArea

from modelport.inventory import commands
from modelport.inventory.changes import Changes, refusal_to_update
from modelport.inventory.rows import VersionRow
from modelport.platforms.serving import Resource

from ...visible import visible
from .box import Dialog
from .labels import as_lines, labels_of
from .logging_fields import logging_changes, logging_now

Counts = dict[str, int]
SCALING = ("autoScaling", "manualScaling")
KEYS = {"nodes": "nodes", "min_nodes": "minNodes", "max_nodes": "maxNodes"}


class UpdateDialog(Dialog[Changes]):
    """Gives the changes; what is refused by the platform is said before it is asked."""

    TITLE_TEXT = "Update a version"
    HINT = "enter apply (ctrl+s among labels)   esc keep"
    BINDINGS = [("ctrl+s", "apply", "apply")]
    DEFAULT_CSS = """
    UpdateDialog .labels { height: 3; }
    UpdateDialog .labels > .label { width: 16; color: $text-muted; }
    UpdateDialog TextArea { width: 1fr; height: 3; border: none; padding: 0; }
    """

    def __init__(self, row: VersionRow, typed: Changes | None = None) -> None:
        """Begins with the version as it is, under the changes that were typed before and could not be made."""
        super().__init__(f"{row.model} / {row.version}")
        self._row = row
        self._wanted = _with(row.resource, typed) if typed else row.resource
        self._is_manual = "manualScaling" in row.resource
        self._labels = dict(row.resource.get("labels") or {})

    def fields(self) -> ComposeResult:
        """One line per value that may change, and a few for labels."""
        yield from _row("Description", "description", str(self._wanted.get("description", "")))
        for label, name in self._counts():
            yield from _row(label, name, self._count(self._wanted, name))
        with Horizontal(classes="labels"):
            yield Static("Labels", classes="label", markup=False)
            labels = visible(as_lines(self._wanted.get("labels") or {}))
            yield TextArea(labels, id="labels", compact=True, tab_behavior="focus",
                           placeholder="team=risk, one a line")  # fmt: skip
        table, sampling = logging_now(self._wanted)
        yield from _row("Log requests to", "table", table, "project.dataset.table; empty turns it off")
        yield from _row("Share logged", "sampling", sampling, "from 0 to 1, such as 0.1")

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Input).focus()
        self._edited()

    def _counts(self) -> tuple[tuple[str, str], ...]:
        if self._is_manual:
            return (("Nodes", "nodes"),)
        return (("Minimum nodes", "min_nodes"), ("Maximum nodes", "max_nodes"))

    def _count(self, resource: Resource, name: str) -> str:
        part = resource.get("manualScaling" if self._is_manual else "autoScaling") or {}
        value = part.get(KEYS[name])
        return "" if value is None else str(value)

    def _typed(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value

    def changes(self) -> Changes | str:
        """What differs from the version as it is, or what cannot be read."""
        counts, labels = self._typed_counts(), self._typed_labels()
        logged = logging_changes(self._row.resource, self._typed("table"), self._typed("sampling"))
        for problem in (counts, labels, logged):
            if isinstance(problem, str):
                return problem
        if isinstance(counts, str) or isinstance(labels, str) or isinstance(logged, str):
            return ""
        description = self._typed("description")
        table, sampling = logged
        return Changes(
            description=description if description != self._row.description else None,
            labels=labels, bigquery_table=table, sampling=sampling, **counts,
        )  # fmt: skip

    def _typed_counts(self) -> Counts | str:
        counts: Counts = {}
        for label, name in self._counts():
            typed = self._typed(name).strip()
            if typed == self._count(self._row.resource, name):
                continue
            if not (typed.isascii() and typed.isdigit()):
                return f"{label}: type a whole number."
            counts[name] = int(typed)
        return counts

    def _typed_labels(self) -> dict[str, str] | str | None:
        """None where they are as they were."""
        text = self.query_one(TextArea).text
        if text == visible(as_lines(self._labels)):
            return None
        labels = labels_of(text)
        return None if labels == self._labels else labels

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _edited(self) -> None:
        changes = self.changes()
        is_known = isinstance(changes, Changes) and changes.mask()
        self.show_command(commands.update(self._row, changes) if is_known and isinstance(changes, Changes) else "")
        self.show_problem("")

    @on(Input.Submitted)
    def action_apply(self) -> None:
        """Give the changes, unless they are refused."""
        changes = self.changes()
        if isinstance(changes, str):
            self.show_problem(changes)
        elif refusal := refusal_to_update(self._row, changes):
            self.show_problem(" ".join(filter(None, (refusal.summary, refusal.why, refusal.fix))))
        else:
            self.dismiss(changes)


def _with(resource: Resource, typed: Changes) -> Resource:
    """A version as it would be with the changes."""
    found = dict(resource)
    for name, value in typed.body().items():
        before = resource.get(name) if name in SCALING else None
        found[name] = {**(before or {}), **value} if isinstance(value, dict) else value
    if typed.bigquery_table == "":
        found.pop("requestLoggingConfig", None)
    return found


def _row(label: str, name: str, value: str, example: str = "") -> ComposeResult:
    with Horizontal(classes="row"):
        yield Static(label, classes="label", markup=False)
        yield Input(value, id=name, compact=True, select_on_focus=False, placeholder=example)
