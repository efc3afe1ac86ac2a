"""What the wizard offers beside its way: the equivalent, help, a fix, a trial, the request as a file."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen

from modelport.wizard.checking import applicable
from modelport.wizard.draft import Draft
from modelport.wizard.steps import STEPS

from ..clipboard import copy_text
from .form import StepForm
from .frame import Frame
from .help import HelpModal
from .pane import EquivalentPane
from .save import SaveModal
from .trial import TrialModal

TRIED_AT = ("upload", "review")


class Beside(Screen[None]):
    """A screen with a draft and the form of one step; what moves it from step to step is its subclass's."""

    def __init__(self, draft: Draft, index: int) -> None:
        super().__init__()
        self.draft = draft
        self.index = self.furthest = index
        self.has_fix = False
        self.frame = Frame(self, self._label)

    def compose(self) -> ComposeResult:
        yield from self.frame.compose()

    @property
    def form(self) -> StepForm:
        """The form in sight."""
        return self.query_one(f"#step-{STEPS[self.index].id}", StepForm)

    def change(self, draft: Draft) -> None:
        """Take another draft, and look up what it needs."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A model is tried where it is chosen, and where everything is reviewed."""
        return action != "try_model" or STEPS[self.index].id in TRIED_AT

    def _label(self, action: str) -> str | None:
        """The footer's word for an action: the last step deploys, and what would do nothing is left out."""
        is_in_vain = {"apply_fix": not self.has_fix, "copy_equivalent": not self.query_one(EquivalentPane).display}
        if is_in_vain.get(action):
            return None
        return "deploy" if action == "accept" and self.index == len(STEPS) - 1 else ""

    def action_equivalent(self) -> None:
        """Show or hide the pane."""
        is_wanted = self.frame.switch_pane()
        self.frame.show(self.draft, self.index, self.furthest)
        self.refresh_bindings()
        if not is_wanted:
            self.form.focus_first()

    def action_copy_equivalent(self) -> None:
        """Copy the equivalent in the open tab."""
        self.notify(copy_text(self.app, self.query_one(EquivalentPane).text), markup=False)

    def action_help(self) -> None:
        """Explain the step."""
        fields = [field for field in STEPS[self.index].fields if self.draft.applies(field.key)]
        self.app.push_screen(HelpModal(STEPS[self.index].title, fields, "wizard"))

    def action_reset_field(self) -> None:
        """Put the default back in force."""
        if field := self.form.focused_field():
            self.change(self.draft.without(field.key))

    def action_apply_fix(self) -> None:
        """Give the answer that mends the focused field's finding, or another one of this step."""
        field = self.form.focused_field()
        if fix := applicable(self.draft, STEPS[self.index], field.key if field else ""):
            self.change(fix)
        else:
            self.notify("Nothing here is mended by one answer.", markup=False)

    def action_try_model(self) -> None:
        """Predict with the model on this machine."""
        self.app.push_screen(TrialModal(self.draft))

    def action_save_request(self) -> None:
        """Ask where to save the request."""
        self.app.push_screen(SaveModal(self.draft.request()))
