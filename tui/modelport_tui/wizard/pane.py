"""The equivalent of what has been answered so far."""

from modelport.wizard.draft import Draft
from modelport.wizard.steps import STEPS

from ..widgets.equivalents import EquivalentTabs


class EquivalentPane(EquivalentTabs):
    """Grows as answers come in."""

    def __init__(self) -> None:
        super().__init__(id="equivalent")

    def show_draft(self, draft: Draft, index: int) -> None:
        """Show the draft as far as the step `index`."""
        steps = STEPS[: index + 1]
        decided = [plan_step for step in steps for plan_step in step.decides]
        self.show(draft.request(steps), draft.seen.artifact, decided, draft.standing())
