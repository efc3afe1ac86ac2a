"""The wizard: shows one step of the draft after the other. It asks the core what is possible and what is wrong."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen

from modelport.preflight import Finding
from modelport.wizard import saved
from modelport.wizard.checking import applicable, blocking, findings
from modelport.wizard.draft import Draft
from modelport.wizard.lookups import pending, with_facts, without_failures
from modelport.wizard.steps import STEPS, step_of

from ..actions import bindings_of
from ..clipboard import copy_text
from ..widgets.controls import Accepted, BrowseRequested, Edited
from .form import StepForm
from .frame import Frame
from .help import HelpModal
from .looking import LookedUp, Looking
from .pane import EquivalentPane
from .picker import PathPicker
from .review import ReviewForm
from .save import SaveModal
from .trial import TrialModal

DEBOUNCE = 0.15
TRIED_AT = ("upload", "review")


class WizardScreen(Screen[None]):
    """Asks for a deployment."""

    CSS_PATH = "screen.tcss"
    BINDINGS = bindings_of("wizard")
    AUTO_FOCUS = None

    class Completed(Message):
        """Every step is accepted."""

        def __init__(self, draft: Draft) -> None:
            super().__init__()
            self.draft = draft

    class Left(Message):
        """Somebody quits; `kept` says whether anything was typed."""

        def __init__(self, kept: bool) -> None:
            super().__init__()
            self.kept = kept

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.index = 0
        self._furthest = 0
        self._accepting = False
        self._missing: tuple[Finding, ...] = ()
        self.problems: tuple[Finding, ...] = ()
        self._looking = Looking(self)
        self._frame = Frame(self)

    def compose(self) -> ComposeResult:
        yield from self._frame.compose()

    async def on_mount(self) -> None:
        """Show the first step."""
        await self._show_step(0)

    @property
    def form(self) -> StepForm:
        """The form in sight."""
        return self.query_one(f"#step-{STEPS[self.index].id}", StepForm)

    @property
    def is_settled(self) -> bool:
        """Whether everything that this step needs has been looked up."""
        return self._looking.is_idle and not pending(self.draft, self.index)

    async def _show_step(self, index: int, focus: str = "") -> None:
        self.index, self._furthest, self._missing, self.problems = index, max(index, self._furthest), (), ()
        self._accepting = False
        step, forms = STEPS[index], self._frame.forms
        if not forms.query(f"#step-{step.id}"):
            form = ReviewForm(step, self.draft) if step.id == "review" else StepForm(step, self.draft)
            await forms.mount(form)
        for form in forms.query(StepForm):
            form.display = form.step is step
        self._look_up()
        self._show()
        self.refresh_bindings()
        self.form.focus_first(focus)

    def _show(self) -> None:
        """Draw everything that depends on the draft."""
        self.form.show_draft(self.draft, (*findings(self.draft), *self._missing))
        self._frame.show(self.draft, self.index, self._furthest)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A model is tried where it is chosen, and where everything is reviewed."""
        return action != "try_model" or STEPS[self.index].id in TRIED_AT

    def on_resize(self) -> None:
        """Take the layout that fits."""
        if self.query("StepForm"):
            self._frame.show(self.draft, self.index, self._furthest)

    # Editing

    @on(Edited)
    def _edited(self, message: Edited) -> None:
        changed = self.draft.with_text(message.key, message.text)
        if changed is not self.draft:
            self._accepting = False
            self._missing = tuple(finding for finding in self._missing if finding.field != message.key)
            self._take(changed)
            self.set_timer(DEBOUNCE, self._settle, name="settle")

    def _take(self, draft: Draft) -> None:
        self.draft = draft
        self._show()

    def _settle(self) -> None:
        self._look_up()
        saved.save(self.draft)

    def _look_up(self) -> None:
        self._looking.start(self.draft, self.index)
        self._show_help()

    @on(LookedUp)
    async def _looked_up(self, message: LookedUp) -> None:
        self._looking.ended(message)
        self._take(with_facts(self.draft, message.lookup, message.asked, message.facts))
        self._look_up()
        if self._accepting:
            await self.action_accept()

    def on_descendant_focus(self) -> None:
        """Say what the focused field means."""
        self._show_help()

    def _show_help(self) -> None:
        field = self.form.focused_field() if self.query("StepForm") else None
        self._frame.show_help(field, is_looking=not self._looking.is_idle)

    # Going on and back

    @on(Accepted)
    async def action_accept(self) -> None:
        """Accept the step; what is being looked up for it is waited for without holding up the screen."""
        if not self._accepting:
            self.draft = without_failures(self.draft, self.index)
        self._accepting = True
        self._looking.start(self.draft, self.index)
        if pending(self.draft, self.index):
            self._show_help()
            return
        self._accepting = False
        self.problems = blocking(self.draft, STEPS[self.index])
        if self.problems:
            self._missing = tuple(finding for finding in self.problems if finding.code == "input.missing")
            self._show()
            self.form.focus_first(self.problems[0].field)
            self.app.bell()
        elif self.index + 1 < len(STEPS):
            await self._show_step(self.index + 1)
        else:
            await self._complete()

    async def _complete(self) -> None:
        """Start the run, unless an earlier step has an error by now."""
        for index, step in enumerate(STEPS):
            if problems := blocking(self.draft, step):
                await self._show_step(index, problems[0].field)
                return
        saved.save(self.draft)
        self.post_message(self.Completed(self.draft))

    async def action_back(self) -> None:
        """Go back; nothing is checked."""
        if self._frame.covers_forms:
            self.action_equivalent()
        elif self.index:
            await self._show_step(self.index - 1)
        else:
            self.notify("This is the first step. ctrl+q quits.", markup=False)

    async def action_previous(self) -> None:
        """The field before, or the step before."""
        controls = self.form.controls()
        if not controls or self.focused is controls[0]:
            await self.action_back()
        else:
            self.focus_previous()

    async def jump(self, key: str) -> None:
        """Go to the step that asks for `key`, and to its field."""
        step = step_of(key)
        if step is not None:
            await self._show_step(STEPS.index(step), key)

    # Actions beside the way

    def action_equivalent(self) -> None:
        """Show or hide the pane."""
        is_wanted = self._frame.switch_pane()
        self._frame.show(self.draft, self.index, self._furthest)
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
            self._take(self.draft.without(field.key))
            self._settle()

    def action_apply_fix(self) -> None:
        """Give the answer that mends the focused field's finding, or another one of this step."""
        field = self.form.focused_field()
        if fix := applicable(self.draft, STEPS[self.index], field.key if field else ""):
            self._take(fix)
            self._settle()
        else:
            self.notify("Nothing here is mended by one answer.", markup=False)

    def action_try_model(self) -> None:
        """Predict with the model on this machine."""
        self.app.push_screen(TrialModal(self.draft))

    def action_save_request(self) -> None:
        """Ask where to save the request."""
        self.app.push_screen(SaveModal(self.draft.request()))

    def action_quit_wizard(self) -> None:
        """Keep what was typed, and leave."""
        self.post_message(self.Left(saved.save(self.draft)))

    @on(BrowseRequested)
    def _browse(self, message: BrowseRequested) -> None:
        def chosen(path: str | None) -> None:
            if path is not None:
                self._edited(Edited(message.key, path))

        self.app.push_screen(PathPicker(self.draft), chosen)
