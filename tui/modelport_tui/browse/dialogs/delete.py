"""Deleting: what would be lost, and the name to be typed."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from ...visible import visible
from ...widgets.safe_text import plain
from .box import Dialog


class DeleteDialog(Dialog[bool]):
    """Gives True once the name of what is deleted has been typed."""

    HINT = "enter delete   esc keep"

    def __init__(self, title: str, subject: str, name: str, lost: Sequence[str], command: str) -> None:
        self.TITLE_TEXT = title
        super().__init__(subject)
        self._wanted, self._lost, self._command = name, lost, command

    def fields(self) -> ComposeResult:
        """What is lost, and where to type."""
        lost = "\n".join(f"· {sentence}" for sentence in self._lost)
        yield Static(plain(f"This would be lost:\n{lost}"), markup=False)
        yield Static(plain(f"\nType {self._wanted} to delete it:"), markup=False)
        yield Input(id="name", compact=True)

    def on_mount(self) -> None:
        """Ready to type."""
        self.show_command(self._command)
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        """A name with control characters is typed as it is shown."""
        if event.value.strip() in (self._wanted, visible(self._wanted)):
            self.dismiss(True)
        else:
            self.show_problem("That is not its name. Nothing was deleted.")
