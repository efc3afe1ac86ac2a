"""Where in the wizard we are: a column on wide screens, one line on narrow ones."""

from textual.content import Content
from textual.widgets import Static

from modelport.wizard.fields import Step

from ..widgets.safe_text import MUTED, line


class Stepper(Static):
    """The steps with ✓ done, ● here, ○ to come."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        super().__init__(markup=False)
        self._steps = steps

    def show(self, index: int, furthest: int, narrow: bool) -> None:
        """Show the place; `furthest` is the last step that was reached."""
        self.update(self._line(index, furthest) if narrow else self._column(index, furthest))

    def _column(self, index: int, furthest: int) -> Content:
        parts: list[tuple[object, str]] = []
        for place, step in enumerate(self._steps):
            mark, style = _look(place, index, furthest)
            parts.append((f"{mark} {step.title}\n", style))
        return line(*parts)

    def _line(self, index: int, furthest: int) -> Content:
        marks = [_look(place, index, furthest) for place in range(len(self._steps))]
        return line((f"{index + 1}/{len(self._steps)} {self._steps[index].title}  ", "bold"), *marks)


def _look(place: int, index: int, furthest: int) -> tuple[str, str]:
    if place == index:
        return "●", "$text-accent bold"
    return ("✓", "$text-success") if place < furthest else ("○", MUTED)
