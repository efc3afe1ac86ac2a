"""Choosing a model on disk or in a bucket: Enter goes in or takes, a key takes the directory itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from modelport.errors import ModelportError
from modelport.user_paths import expanded
from modelport.wizard.browsing import Entry, entries, parent
from modelport.wizard.draft import Draft

from ..background import in_thread
from ..diagnostics import error_lines
from ..widgets.amounts import size
from ..widgets.modal import Modal
from ..widgets.pick import SHOWN
from ..widgets.safe_text import MUTED, line, plain

UP = ".."


class PathPicker(Modal[str]):
    """Gives a path or a gs:// address, or None."""

    BINDINGS = [
        Binding("escape", "dismiss(None)", "keep"),
        Binding("ctrl+t", "take_directory", "take this directory", priority=True),
        Binding("ctrl+g", "switch", "disk/bucket", priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(8)", show=False, priority=True),
        Binding("pageup", "move(-8)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    PathPicker { align: center middle; }
    PathPicker > Vertical {
        width: 90%; max-width: 100; height: 80%; background: $surface; border: round $primary; padding: 0 1;
    }
    PathPicker OptionList { height: 1fr; background: transparent; }
    PathPicker #problem { color: $text-error; height: auto; }
    """

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._place = _start(draft.text("artifact.source"))
        self._all: tuple[Entry, ...] = ()
        self._shown: list[Entry] = []
        self._is_listing = self._is_taking = False

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_subtitle = "enter open   ctrl+t this directory   ctrl+g disk, bucket   esc"
            yield Static(id="place", markup=False)
            yield Input(placeholder="type to filter", compact=True, select_on_focus=False)
            yield OptionList(compact=True, markup=False)
            yield Static(id="problem", markup=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._go(self._place)

    def _go(self, place: str) -> None:
        self._place, self._is_listing, self._is_taking = place, True, False
        self.query_one("#place", Static).update(plain(place, "bold"))
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        in_thread(self, partial(entries, place, self._draft), self._listed, self._failed, "list")

    def _listed(self, found: tuple[Entry, ...], problem: str = "") -> None:
        self._all, self._is_listing = found, False
        self.query_one("#problem", Static).update(plain(problem))
        self._filter(self.query_one(Input).value)
        if self._is_taking:
            self._submitted()

    def _failed(self, error: ModelportError) -> None:
        self._listed((), "\n".join(error_lines(error)))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._filter(event.value)

    def _filter(self, text: str) -> None:
        hits = [entry for entry in self._all if text.lower() in entry.name.lower()]
        self._shown = [Entry(parent(self._place), UP, True), *hits[:SHOWN]]
        options = self.query_one(OptionList)
        options.set_options([Option(_row(entry)) for entry in self._shown])
        options.highlighted = min(1, len(self._shown) - 1)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        """Take what is highlighted; what was typed before the list has come waits for it."""
        self._is_taking = self._is_listing
        if self._is_listing:
            return
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self._take(self._shown[place])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(self._shown[event.option_index])

    def _take(self, entry: Entry) -> None:
        if entry.is_directory:
            self._go(entry.path)
        else:
            self.dismiss(entry.path)

    def action_move(self, by: int) -> None:
        """Move the highlight."""
        options = self.query_one(OptionList)
        options.highlighted = max(0, min(len(self._shown) - 1, (options.highlighted or 0) + by))

    def action_take_directory(self) -> None:
        """Take the directory in sight."""
        self.dismiss(self._place)

    def action_switch(self) -> None:
        """Change between disk and buckets."""
        self._go(str(Path.cwd()) if self._place.startswith("gs://") else "gs://")


def _start(source: str) -> str:
    if source.startswith("gs://"):
        return parent(source)
    path = expanded(source) if source else Path.cwd()
    nearest = next((p for p in (path, *path.parents) if p.is_dir()), Path.cwd())
    return str(nearest.resolve())


def _row(entry: Entry) -> Content:
    weight = "" if entry.is_directory else size(entry.size)
    name = entry.name + ("/" if entry.is_directory and not entry.name.endswith("/") and entry.name != UP else "")
    return line((name, "bold" if entry.is_directory else ""), (f"  {weight}", MUTED))
