"""The help page: what the fields mean, and every key, from the registry of actions."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from modelport.wizard.fields import Field

from ..actions import actions_of
from ..widgets.modal import Modal
from ..widgets.safe_text import MUTED, line


class HelpModal(Modal[None]):
    """A page to read; any of Escape, Enter, q and F1 closes it."""

    BINDINGS = [Binding("escape,enter,q,f1", "dismiss(None)", "close")]
    DEFAULT_CSS = """
    HelpModal { align: center middle; }
    HelpModal > VerticalScroll {
        width: 90%; max-width: 90; height: auto; max-height: 90%;
        background: $surface; border: round $primary; padding: 0 1;
    }
    HelpModal Static { height: auto; }
    """

    def __init__(self, title: str, fields: list[Field], place: str) -> None:
        super().__init__()
        self._title, self._fields, self._place = title, fields, place

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = self._title
            box.border_subtitle = "esc close"
            for field in self._fields:
                yield Static(_field(field), markup=False)
            yield Static(_keys(self._place), markup=False)


def _field(field: Field) -> Content:
    unsure = f"\n  Unsure? {field.unsure}" if field.unsure else ""
    flag = f"  {field.flag}" if field.flag else ""
    billed = f"\n  {field.billed}" if field.billed else ""
    return line((field.label, "bold"), (flag, MUTED), f"\n  {field.help}", billed, (unsure, "$text-accent"), "\n")


def _keys(place: str) -> Content:
    rows = [("Keys\n", "bold")]
    for action in actions_of(place):
        rows.append((f"  {action.key:<12} {action.help}\n", ""))
    if place == "wizard":
        rows += [
            ("  ← →          The choice before or after\n", ""),
            ("  ↓            In a text: choose from what is there\n", ""),
            ("  ctrl+p       Command palette\n", ""),
        ]
    return line(*rows)
