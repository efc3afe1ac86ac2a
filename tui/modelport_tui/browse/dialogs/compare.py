"""Two versions side by side: what differs, and what they answer to the same instances."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import DataTable, Input, Static

from modelport import own_commands as own
from modelport.errors import ModelportError
from modelport.inventory.asking import Answer
from modelport.inventory.comparison import Compared, compare
from modelport.inventory.differences import as_text, differences
from modelport.inventory.rows import VersionRow
from modelport.shell import flag

from ...background import in_thread
from ...diagnostics import error_lines
from ...visible import visible
from ...widgets.amounts import duration
from ...widgets.safe_text import MUTED, plain
from ..source import Source
from .instances import PLACEHOLDER, AskingDialog, instances_of

ASK = "\nThe same instances to both: type them, Enter asks"
MOST_INSTANCES = 100
WIDEST = 32
SHOWN_BEFORE = 8


class CompareDialog(AskingDialog):
    """What differs, and what both answer."""

    TITLE_TEXT = "Compare"
    HINT = "enter ask both   ctrl+s swap sides   esc close"
    BINDINGS = [("escape", "close", "close"), Binding("ctrl+s", "swap", "swap sides", priority=True)]
    DEFAULT_CSS = """
    CompareDialog DataTable { height: auto; max-height: 12; background: transparent; }
    """

    def __init__(self, source: Source, left: VersionRow, right: VersionRow, typed: str) -> None:
        super().__init__("")
        self._source, self._left, self._right, self._typed = source, left, right, typed
        self._cancel = threading.Event()
        self.compared: tuple[Compared, ...] = ()

    def fields(self) -> ComposeResult:
        """Differences, instances, answers."""
        yield DataTable(id="differences", cursor_type="none")
        yield Static(plain(ASK, MUTED), id="ask", markup=False)
        yield Input(self._typed, id="instances", compact=True, select_on_focus=False, placeholder=PLACEHOLDER)
        yield DataTable(id="answers", cursor_type="none")

    def on_mount(self) -> None:
        """Show the differences."""
        self._show()
        self.query_one(Input).focus()
        self.offer_samples(self._source, self._left)

    def hint(self, text: str) -> None:
        """Above the input."""
        self.query_one("#ask", Static).update(plain(f"{ASK}\n{text}", MUTED))

    def on_unmount(self) -> None:
        """A thread outlives the dialog: tell it."""
        self._cancel.set()

    def _show(self) -> None:
        left, right = self._left, self._right
        found = differences(left.resource, right.resource)
        note = "" if found else "   no differences"
        title = f"{left.model} / {left.version}  ↔  {right.model} / {right.version}{note}"
        self.query_one(Static).update(plain(title, "bold"))
        rows = [(each.field, *_telling(as_text(each.left), as_text(each.right))) for each in found]
        self._fill("differences", ("FIELD", left.version, right.version), rows)
        names = (left.version, right.version, flag("model", left.model), flag("region", left.region))
        is_one_model = (left.model, left.region) == (right.model, right.region)
        self.show_command(own.about(left.path, "versions", "diff", *names) if is_one_model else "")

    def _fill(self, name: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
        table: DataTable[Text] = self.query_one(f"#{name}", DataTable)
        table.clear(columns=True)
        table.display = bool(rows)
        for place, head in enumerate(heads):
            table.add_column(_cell(head), key=str(place))
        for row in rows:
            table.add_row(*map(_cell, row))

    @on(Input.Submitted)
    def _ask(self, event: Input.Submitted) -> None:
        instances = instances_of(event.value)
        if isinstance(instances, str):
            self.show_problem(instances)
            return
        self.show_problem("")
        left, right, cancel = self._left, self._right, self._cancel
        in_thread(
            self,
            lambda: tuple(compare(self._source.connections(), left, right, instances[:MOST_INSTANCES], cancel)),
            self._answered,
            self._failed,
            "compare",
        )

    def _answered(self, compared: tuple[Compared, ...]) -> None:
        self.compared = compared
        rows = [(_mark(each), json.dumps(each.instance), _answer(each.left), _answer(each.right)) for each in compared]
        self._fill("answers", ("", "INSTANCE", self._left.version, self._right.version), rows)
        names = (self._left.version, self._right.version)
        self.show_problem("\n".join(filter(None, [*_errors(compared, names), _differing(compared)])))

    def _failed(self, error: ModelportError) -> None:
        self.show_problem("\n".join(error_lines(error)).removeprefix("✗ "))

    def action_swap(self) -> None:
        """Exchange the sides."""
        self._left, self._right = self._right, self._left
        self._show()
        if self.compared:
            self._answered(tuple(replace(each, left=each.right, right=each.left) for each in self.compared))

    def action_close(self) -> None:
        """Close."""
        self.dismiss(self.typed)


def _mark(each: Compared) -> str:
    if each.left.error or each.right.error:
        return "✗"
    return "=" if each.is_equal else "≠"


def _errors(compared: Sequence[Compared], names: tuple[str, str]) -> Iterator[str]:
    """What each version refused, each reason once and in full."""
    for name, answers in zip(names, ([each.left for each in compared], [each.right for each in compared]), strict=True):
        for reason, count in Counter(answer.error for answer in answers if answer.error).items():
            yield f"{name} gave no answer to {count} of {len(answers)}: {reason}"


def _differing(compared: Sequence[Compared]) -> str:
    answered = [each for each in compared if not (each.left.error or each.right.error)]
    unequal = sum(not each.is_equal for each in answered)
    return f"{unequal} of {len(answered)} answers differ." if unequal else ""


def _answer(answer: Answer) -> str:
    return "no answer" if answer.error else f"{duration(answer.seconds):>7}  {json.dumps(answer.prediction)}"


def _telling(left: str, right: str) -> tuple[str, str]:
    """Both from shortly before they differ, where they are too long to be seen whole."""
    pairs = enumerate(zip(left, right, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), min(len(left), len(right)))
    if max(len(left), len(right)) <= WIDEST or same <= SHOWN_BEFORE:
        return left, right
    return f"…{left[same - SHOWN_BEFORE :]}", f"…{right[same - SHOWN_BEFORE :]}"


def _cell(text: str) -> Text:
    shown = visible(text).replace("\n", " ")
    return Text(shown if len(shown) <= WIDEST else shown[: WIDEST - 1] + "…", no_wrap=True)
