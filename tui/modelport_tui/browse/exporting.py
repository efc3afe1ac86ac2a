"""Rows into a file, and cells onto the clipboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input, RadioSet, Static

from modelport.errors import ModelportError
from modelport.inventory import export
from modelport.inventory.columns import COLUMNS, find
from modelport.inventory.rows import VersionRow
from modelport.user_paths import expanded
from modelport.wizard.fields import Choice

from ..background import in_thread
from ..clipboard import copy_text
from ..diagnostics import error_lines
from ..widgets.pick import PickModal
from ..widgets.radio import Radio
from ..widgets.safe_text import plain
from .dialogs.box import Dialog
from .dialogs.confirm import ConfirmDialog
from .seeing import ListingScreen

STEM = "./versions"


class ExportDialog(Dialog[str]):
    """Writes rows as a file; gives the sentence to show. `choices` are rows by what they are called."""

    TITLE_TEXT = "Export"
    HINT = "tab next   space choose   enter write   esc close"
    BINDINGS = [Binding("enter", "write", "write", priority=True)]
    DEFAULT_CSS = """
    ExportDialog RadioSet { layout: horizontal; width: 1fr; height: auto; border: none; padding: 0; }
    ExportDialog .row { height: auto; }
    """

    def __init__(self, choices: Mapping[str, Sequence[VersionRow]]) -> None:
        super().__init__("Versions into a file")
        self._choices = choices

    def fields(self) -> ComposeResult:
        """What, in which form, and where to."""
        yield from _radio("What", "what", tuple(self._choices))
        yield from _radio("Format", "form", export.FORMS)
        with Horizontal(classes="row"):
            yield Static("Path", classes="label", markup=False)
            yield Input(f"{STEM}.{export.FORMS[0]}", id="path", compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        """The usual answers are there: enter writes."""
        self.query_one("#path", Input).focus()
        self._say_command()

    def _form(self) -> str:
        return export.FORMS[max(0, self.query_one("#form", RadioSet).pressed_index)]

    @on(RadioSet.Changed)
    def _chosen(self) -> None:
        """A path that nobody changed follows the format."""
        path = self.query_one("#path", Input)
        if path.value in [f"{STEM}.{form}" for form in export.FORMS]:
            path.value = f"{STEM}.{self._form()}"
        self._say_command()

    def _say_command(self) -> None:
        form = self._form()
        self.show_command("" if form == "csv" else f"modelport versions list --format {form}")

    @on(Input.Changed)
    def _edited(self) -> None:
        self.show_problem("")

    def action_write(self) -> None:
        """Write the file, whichever field has the focus."""
        typed = self.query_one("#path", Input).value.strip()
        if not typed:
            self.show_problem("Type the path of the file to write.")
            return
        path = expanded(typed)
        if path.exists():
            question = ConfirmDialog("Replace the file", str(path), "It exists; what is in it is lost.", "")
            self.app.push_screen(question, partial(self._answered, path))
        else:
            self._save(path, may_replace=False)

    def _answered(self, path: Path, may_replace: bool | None) -> None:
        if may_replace:
            self._save(path, may_replace=True)

    def _save(self, path: Path, *, may_replace: bool) -> None:
        rows, form = list(self._choices.values())[max(0, self.query_one("#what", RadioSet).pressed_index)], self._form()
        done = f"{len(rows)} {'version' if len(rows) == 1 else 'versions'} written to {path}"

        def work() -> str:
            export.save(path, export.text_of(rows, form), may_replace=may_replace)
            return done

        in_thread(self, work, self._saved, self._failed, "export")

    def _saved(self, said: str) -> None:
        self.dismiss(said)

    def _failed(self, error: ModelportError) -> None:
        self.show_problem("\n".join(error_lines(error)))


class ExportingScreen(ListingScreen):
    """The list, with its rows going into files and its cells onto the clipboard."""

    def action_export(self) -> None:
        """Write rows into a file."""
        every, marked, row = self.listing.rows(), self.marked, self.table.current
        found = [each for key, each in self.listing.snapshot.rows.items() if key in marked]
        choices: dict[str, Sequence[VersionRow]] = {f"{len(found)} marked": found} if found else {}
        choices[f"all {len(every)} in the list"] = every
        if row:
            choices["this row"] = [row]
        self.app.push_screen(ExportDialog(choices), self._exported)

    def _exported(self, said: str | None) -> None:
        if said:
            self.notice(said)

    def action_copy_cell(self) -> None:
        """Offer the columns, and copy the chosen one's text as the platform gave it."""
        if row := self.table.current:
            now = self._source.now()
            texts = [(column, column.text(row, now)) for column in COLUMNS]
            choices = tuple(Choice(column.key, f"{column.title}: {text}") for column, text in texts if text)
            self.app.push_screen(PickModal("Copy", choices), partial(self._copy_cell, row))

    def _copy_cell(self, row: VersionRow, key: str | None) -> None:
        if key and (column := find(key)):
            self.notice(f"{copy_text(self.app, column.text(row, self._source.now()))}.")


def _radio(title: str, name: str, choices: Sequence[str]) -> ComposeResult:
    with Horizontal(classes="row"):
        yield Static(title, classes="label", markup=False)
        with RadioSet(id=name, compact=True):
            for place, choice in enumerate(choices):
                yield Radio(plain(choice), value=place == 0)
