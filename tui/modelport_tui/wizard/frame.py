"""What stands around the wizard's forms: title, stepper, the equivalent, and what the focused field means."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.screen import Screen
from textual.widgets import Static

from modelport.wizard.draft import Draft
from modelport.wizard.fields import Field
from modelport.wizard.steps import STEPS

from ..widgets.key_footer import KeyFooter
from ..widgets.safe_text import MUTED, line
from .pane import EquivalentPane
from .stepper import Stepper

WIDE, PANE = 90, 110
"""From these widths on, in columns, the stepper is a column and the equivalent is in sight."""


class Frame:
    """The frame of a screen; it takes the layout that fits the screen's width. `label` is that of the footer."""

    def __init__(self, screen: Screen[None], label: Callable[[str], str | None]) -> None:
        self._screen, self._label = screen, label
        self._wants_pane: bool | None = None

    def compose(self) -> ComposeResult:
        """The frame's widgets around an empty place for the forms."""
        yield Static(id="title", markup=False)
        with Horizontal(id="body"):
            yield Stepper(STEPS)
            yield Container(id="forms")
            yield EquivalentPane()
        yield Static(id="field-help", markup=False)
        yield KeyFooter("wizard", self._label)

    @property
    def forms(self) -> Container:
        """The place for the forms."""
        return self._screen.query_one("#forms", Container)

    @property
    def covers_forms(self) -> bool:
        """Whether the equivalent was asked for and hides the forms."""
        return bool(self._wants_pane) and self._screen.has_class("pane-only")

    def show(self, draft: Draft, index: int, furthest: int) -> None:
        """Show the draft at the step `index`; `furthest` is the last step that was reached."""
        screen, width = self._screen, self._screen.size.width
        pane, stepper = screen.query_one(EquivalentPane), screen.query_one(Stepper)
        pane.display = width >= PANE if self._wants_pane is None else self._wants_pane
        screen.set_class(width < WIDE, "narrow")
        screen.set_class(width < PANE and pane.display, "pane-only")
        stepper.show(index, furthest, narrow=width < WIDE)
        place = filter(None, map(draft.text, ("target.platform", "target.project", "model.region")))
        title = line((" Modelport", "bold $accent"), ("  deploy · " + " · ".join(place), MUTED))
        screen.query_one("#title", Static).update(title)
        pane.show_draft(draft, index)

    def switch_pane(self) -> bool:
        """Want the equivalent in sight, or hidden if it is; whether it is wanted now."""
        self._wants_pane = not self._screen.query_one(EquivalentPane).display
        return self._wants_pane

    def show_help(self, field: Field | None, looking: str) -> None:
        """Say what the field means, after what is waited for."""
        text = field.explanation if field else ""
        waiting = f"{looking}  " if looking else ""
        self._screen.query_one("#field-help", Static).update(line((waiting, "$accent"), (text, MUTED)))
