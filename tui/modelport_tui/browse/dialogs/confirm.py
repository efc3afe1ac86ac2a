"""One question with its consequence: making a version the default, or cancelling an operation."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from ...widgets.safe_text import plain
from .box import Dialog


class ConfirmDialog(Dialog[bool]):
    """Enter says yes; gives True, or None."""

    HINT = "enter yes   esc no"
    BINDINGS = [Binding("enter", "dismiss(True)", "yes", id="confirm.yes")]

    def __init__(self, title: str, subject: str, consequence: str, command: str) -> None:
        self.TITLE_TEXT = title
        super().__init__(subject)
        self._consequence, self._command = consequence, command

    def fields(self) -> ComposeResult:
        """What follows."""
        yield Static(plain(self._consequence), markup=False)

    def on_mount(self) -> None:
        """Show the command."""
        self.show_command(self._command)
