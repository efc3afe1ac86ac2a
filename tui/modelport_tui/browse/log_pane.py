"""The log of a version: followed or paused, filtered by words, with long lines cut or wrapped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import chop_cells
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Log

from ..visible import visible
from . import reading
from .asked_input import AskedInput

if TYPE_CHECKING:
    from modelport.platforms.logging import LogLine

MOST_LINES = 5_000
NARROWEST = 20


class LogPane(Vertical):
    """Keeps the newest lines; those that don't fit the filter come back with it."""

    DEFAULT_CSS = """
    LogPane { height: 1fr; }
    LogPane > Input { height: 1; }
    LogPane > Log { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[LogLine] = []
        self.is_following, self.is_wrapped = True, False
        self._words = ""

    def compose(self) -> ComposeResult:
        yield AskedInput(id="log-filter", placeholder="f  words, !not", compact=True, select_on_focus=False)
        yield Log(id="log", max_lines=MOST_LINES, highlight=False)

    @property
    def state(self) -> str:
        """What it does now, and the keys that change it."""
        follow = "following   p pause" if self.is_following else "paused   p follow"
        return f"{follow}   f filter   w {'cut' if self.is_wrapped else 'wrap'}   S save all"

    def clear(self) -> None:
        """Forget the lines; another version's come."""
        self.lines = []
        self._log.clear()

    def add(self, new: Sequence[LogLine]) -> None:
        """Show newer lines; a paused log stays where it is."""
        self.lines = [*self.lines, *new][-MOST_LINES:]
        self._log.write_lines(self._shown(new), scroll_end=self.is_following)

    def fail(self, text: str) -> None:
        """Say why no more lines come, and pause."""
        self._log.write_lines(visible(text).splitlines())
        self.is_following = False

    def toggle_wrap(self) -> None:
        """Wrap long lines, or cut them and scroll."""
        self.is_wrapped = not self.is_wrapped
        self._fill()

    def ask_words(self) -> None:
        """Type what the lines must hold."""
        self.query_one(AskedInput).ask()

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self._words = event.value
        self._fill()

    @on(Input.Submitted)
    def _kept(self, event: Input.Submitted) -> None:
        event.stop()
        self._log.focus()

    def on_resize(self) -> None:
        """Wrapped lines depend on the width."""
        if self.is_wrapped:
            self._fill()

    @property
    def _log(self) -> Log:
        return self.query_one(Log)

    def _fill(self) -> None:
        """All anew; the horizontal position stays, and the vertical one where nothing follows the end."""
        log = self._log
        left, top = log.scroll_offset
        log.clear()
        log.write_lines(self._shown(self.lines), scroll_end=False)
        down = log.max_scroll_y if self.is_following else top
        log.scroll_to(0 if self.is_wrapped else left, down, animate=False, immediate=True)

    def _shown(self, lines: Sequence[LogLine]) -> list[str]:
        from modelport.inventory.logs import matcher

        fits = matcher(self._words)
        texts = [_text(line) for line in lines if fits(line)]
        if not self.is_wrapped:
            return texts
        width = max(NARROWEST, self._log.scrollable_content_region.width)
        return [part for text in texts for part in chop_cells(text, width)]


def _text(entry: LogLine) -> str:
    where = f"{entry.node:<8} " if entry.node else ""
    return visible(f"{reading.time_of(entry)} {entry.severity:<7} {where}{entry.text}".replace("\n", " "))
