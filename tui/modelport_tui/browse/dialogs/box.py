"""The frame that every dialog shares."""

from __future__ import annotations

from typing import TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.widgets import Input, Static

from ...widgets.modal import Modal
from ...widgets.safe_text import MUTED, line, plain

Value = TypeVar("Value")


class Dialog(Modal[Value]):
    """A box with a title; Escape closes it and changes nothing."""

    TITLE_TEXT = ""
    HINT = "esc close"
    BINDINGS = [Binding("escape", "dismiss(None)", "close", id="dialog.close")]
    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical {
        width: 90; max-width: 96%; height: auto; max-height: 94%;
        background: $surface; border: round $primary; padding: 0 1;
    }
    Dialog Static { height: auto; }
    Dialog .fields { height: auto; max-height: 100%; }
    Dialog .problem { color: $text-error; }
    Dialog .row { height: 1; }
    Dialog .row > .label { width: 16; color: $text-muted; }
    Dialog .row > Input { width: 1fr; }
    """

    def __init__(self, subject: str) -> None:
        super().__init__()
        self._subject = subject

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = self.TITLE_TEXT
            box.border_subtitle = self.HINT
            yield Static(plain(self._subject, "bold"), markup=False)
            with VerticalScroll(classes="fields", can_focus=False):
                yield from self.fields()
            yield Static(classes="problem", markup=False)
            yield Static(classes="command", markup=False)

    def on_key(self, event: Key) -> None:
        """What is typed in one go behind a key that opens the dialog comes before its input has the focus."""
        if event.character and event.is_printable and isinstance(self.focused, Input):
            self.focused.insert_text_at_cursor(event.character)
            event.stop()

    def fields(self) -> ComposeResult:
        """What is between the subject and the command."""
        yield from ()

    def show_command(self, command: str) -> None:
        """Show what does the same on the command line."""
        self.query_one(".command", Static).update(line(("$ " + command if command else "", MUTED)))

    def show_problem(self, text: str) -> None:
        """Say why it cannot be done like this; "" when it can."""
        self.query_one(".problem", Static).update(plain(f"✗ {text}" if text else ""))
