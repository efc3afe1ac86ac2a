"""Changing a version: description and number of nodes."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from modelport.inventory import commands
from modelport.inventory.changes import Changes, refusal_to_update
from modelport.inventory.rows import VersionRow

from .box import Dialog


class UpdateDialog(Dialog[Changes]):
    """Gives the changes; what is refused by the platform is said before it is asked."""

    TITLE_TEXT = "Update a version"
    HINT = "enter apply   esc keep"

    def __init__(self, row: VersionRow) -> None:
        super().__init__(f"{row.model} / {row.version}")
        self._row = row
        self._is_manual = "manualScaling" in row.resource

    def fields(self) -> ComposeResult:
        """One line per value that may change."""
        yield from _row("Description", "description", self._row.description)
        for label, name in self._counts():
            yield from _row(label, name, self._now(name))

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Input).focus()
        self._edited()

    def _counts(self) -> tuple[tuple[str, str], ...]:
        if self._is_manual:
            return (("Nodes", "nodes"),)
        return (("Minimum nodes", "min_nodes"), ("Maximum nodes", "max_nodes"))

    def _now(self, name: str) -> str:
        part = self._row.resource.get("manualScaling" if self._is_manual else "autoScaling") or {}
        value = part.get({"nodes": "nodes", "min_nodes": "minNodes", "max_nodes": "maxNodes"}[name])
        return "" if value is None else str(value)

    def changes(self) -> Changes | str:
        """What differs from the version as it is, or what cannot be read."""
        counts: dict[str, int] = {}
        for label, name in self._counts():
            typed = self.query_one(f"#{name}", Input).value.strip()
            if typed == self._now(name):
                continue
            if not (typed.isascii() and typed.isdigit()):
                return f"{label}: type a whole number."
            counts[name] = int(typed)
        description = self.query_one("#description", Input).value
        return Changes(
            description=description if description != self._row.description else None,
            min_nodes=counts.get("min_nodes"), max_nodes=counts.get("max_nodes"), nodes=counts.get("nodes"),
        )  # fmt: skip

    @on(Input.Changed)
    def _edited(self) -> None:
        changes = self.changes()
        is_known = isinstance(changes, Changes) and changes.mask()
        self.show_command(commands.update(self._row, changes) if is_known and isinstance(changes, Changes) else "")
        self.show_problem("")

    @on(Input.Submitted)
    def _apply(self) -> None:
        changes = self.changes()
        if isinstance(changes, str):
            self.show_problem(changes)
        elif refusal := refusal_to_update(self._row, changes):
            self.show_problem(" ".join(filter(None, (refusal.summary, refusal.why, refusal.fix))))
        else:
            self.dismiss(changes)


def _row(label: str, name: str, value: str) -> ComposeResult:
    with Horizontal(classes="row"):
        yield Static(label, classes="label", markup=False)
        yield Input(value, id=name, compact=True, select_on_focus=False)
