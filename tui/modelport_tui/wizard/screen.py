"""The wizard: shows one step of the draft after the other. It asks the core what is possible and what is wrong."""

from __future__ import annotations

from textual import on
from textual.message import Message
from textual.timer import Timer

from modelport.preflight import Finding
from modelport.wizard import saved
from modelport.wizard.checking import blocking, findings
from modelport.wizard.draft import Draft
from modelport.wizard.lookups import pending, with_facts, without_failures, without_the_platforms_answers
from modelport.wizard.steps import FIELDS, STEPS, step_of

from ..actions import bindings_of
from ..plain.wording import changes, given_texts
from ..widgets.controls import Accepted, BrowseRequested, Edited
from .beside import Beside
from .form import StepForm
from .looking import LookedUp, Looking
from .picker import PathPicker
from .review import ReviewForm

DEBOUNCE = 0.15
TICK = 1.0
LONG_NOTICE_SECONDS = 20.0
"""For notices of several lines about what somebody did not ask for."""


class WizardScreen(Beside):
    """Asks for a deployment; with `leads_back` its first step leads back to the screen below."""

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

    def __init__(self, draft: Draft, start: int = 0, *, leads_back: bool = False) -> None:
        super().__init__(draft, start)
        self._leads_back = leads_back
        self._jumped_from: int | None = None
        self._accepting = False
        self._missing: tuple[Finding, ...] = ()
        self.problems: tuple[Finding, ...] = ()
        self._looking = Looking(self)
        self._settling: Timer | None = None
        self._saved_under = ""
        self._before_the_run: dict[str, str] | None = None

    async def on_mount(self) -> None:
        """Show the step to start at."""
        self.set_interval(TICK, self._tick)
        await self._show_step(self.index)

    @property
    def is_settled(self) -> bool:
        """Whether everything that this step needs has been looked up."""
        return self._looking.is_idle and not pending(self.draft, self.index)

    async def _show_step(self, index: int, focus: str = "") -> None:
        self.index, self.furthest, self._missing, self.problems = index, max(index, self.furthest), (), ()
        self._accepting, self._jumped_from = False, None
        step, forms = STEPS[index], self.frame.forms
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
        found = (*findings(self.draft), *self._missing)
        self.form.show_draft(self.draft, found)
        keys = {field.key for field in self.form.step.fields}
        if self.has_fix != (has_fix := any(one.apply and one.field in keys for one in found)):
            self.has_fix = has_fix
            self.refresh_bindings()
        self.frame.show(self.draft, self.index, self.furthest)

    def on_resize(self) -> None:
        """Take the layout that fits."""
        if self.query("StepForm"):
            self.frame.show(self.draft, self.index, self.furthest)

    # Editing

    @on(Edited)
    def _edited(self, message: Edited) -> None:
        if message.sender:
            message.sender.taken()
        changed = self.draft.with_text(message.key, message.text)
        if changed is not self.draft:
            self._accepting = False
            self._missing = tuple(finding for finding in self._missing if finding.field != message.key)
            self._take(changed)
            if self._settling:
                self._settling.stop()
            self._settling = self.set_timer(DEBOUNCE, self._settle, name="settle")

    def _take(self, draft: Draft) -> None:
        self.draft = draft
        self._show()

    def _settle(self) -> None:
        self._look_up()
        self._save()

    def _save(self) -> bool:
        is_kept = saved.save(self.draft, self._saved_under)
        self._saved_under = self.draft.text("artifact.source") if is_kept else ""
        return is_kept

    def _look_up(self) -> None:
        self._looking.start(self.draft, self.index)
        self._show_help()

    @on(LookedUp)
    async def _looked_up(self, message: LookedUp) -> None:
        self._looking.ended(message)
        self._take(with_facts(self.draft, message.lookup, message.asked, message.facts))
        self._look_up()
        if self._say_what_the_run_changed():
            self._accepting = False
        elif self._accepting:
            await self.action_accept()

    def look_anew(self) -> None:
        """Look again at what a run may have changed, and say which suggestions are others now."""
        self._before_the_run = given_texts(self.draft)
        self._take(without_the_platforms_answers(self.draft))
        self._look_up()

    def _say_what_the_run_changed(self) -> bool:
        """Whether something was said, once everything is looked up: nobody has accepted that yet."""
        if self._before_the_run is None or not self.is_settled:
            return False
        lines, self._before_the_run = changes(self._before_the_run, self.draft), None
        if lines:
            self.notify("\n".join(lines), timeout=LONG_NOTICE_SECONDS, markup=False)
        return bool(lines)

    def on_descendant_focus(self) -> None:
        """Say what the focused field means."""
        self._show_help()

    def _show_help(self) -> None:
        field = self.form.focused_field() if self.query("StepForm") else None
        self.frame.show_help(field, self._looking.words)

    def _tick(self) -> None:
        """Say how long an answer has been owed."""
        if not self._looking.is_idle:
            self._show_help()

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
            self._say_what_is_wrong()
        elif self.index + 1 < len(STEPS):
            await self._show_step(self.index + 1 if self._jumped_from is None else self._jumped_from)
        else:
            await self._complete()

    def _say_what_is_wrong(self) -> None:
        first, count = FIELDS[self.problems[0].field], len(self.problems)
        self.app.clear_notifications()
        self.notify(
            f"Not yet: {count} error{'s' if count > 1 else ''} here, at {first.label}", severity="error", markup=False
        )
        self.app.bell()

    async def _complete(self) -> None:
        """Start the run, unless an earlier step has an error by now."""
        for index, step in enumerate(STEPS):
            if problems := blocking(self.draft, step):
                await self._show_step(index, problems[0].field)
                return
        self._save()
        self.post_message(self.Completed(self.draft))

    async def action_back(self) -> None:
        """Go back; nothing is checked."""
        if self.frame.covers_forms:
            self.action_equivalent()
        elif self._jumped_from is not None:
            await self._show_step(self._jumped_from)
        elif self.index:
            await self._show_step(self.index - 1)
        elif self._leads_back:
            self._save()
            self.dismiss(None)
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
        """Go to the step that asks for `key`, and to its field; accepting or leaving that step leads back here."""
        step, here = step_of(key), self.index
        if step is not None:
            await self._show_step(STEPS.index(step), key)
            self._jumped_from = here

    def change(self, draft: Draft) -> None:
        """Take another draft, and look up what it needs."""
        self._take(draft)
        self._settle()

    def action_quit_wizard(self) -> None:
        """Keep what was typed, and leave."""
        self.post_message(self.Left(self._save()))

    @on(BrowseRequested)
    def _browse(self, message: BrowseRequested) -> None:
        def chosen(path: str | None) -> None:
            if path is not None:
                self._edited(Edited(message.key, path))

        self.app.push_screen(PathPicker(self.draft), chosen)
