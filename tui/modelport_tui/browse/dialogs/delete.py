"""Deleting a version: what would be lost, and its name to be typed."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from modelport.inventory import commands
from modelport.inventory.changes import lost_by_deleting
from modelport.inventory.rows import VersionRow

from ...visible import visible
from ...widgets.safe_text import plain
from .box import Dialog


class DeleteDialog(Dialog[bool]):
    """Gives True once the version's name has been typed."""

    TITLE_TEXT = "Delete a version"
    HINT = "enter delete   esc keep"

    def __init__(self, row: VersionRow) -> None:
        super().__init__(f"{row.model} / {row.version}")
        self._row = row

    def fields(self) -> ComposeResult:
        """What is lost, and where to type."""
        lost = "\n".join(f"· {sentence}" for sentence in lost_by_deleting(self._row))
        yield Static(plain(f"This would be lost:\n{lost}"), markup=False)
        yield Static(plain(f"\nType {self._row.version} to delete it:"), markup=False)
        yield Input(id="name", compact=True)

    def on_mount(self) -> None:
        """Ready to type."""
        self.show_command(commands.delete_version(self._row))
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        """A name with control characters is typed as it is shown."""
        if event.value.strip() in (self._row.version, visible(self._row.version)):
            self.dismiss(True)
        else:
            self.show_problem("That is not its name. Nothing was deleted.")
