"""The Textual app: it only moves between screens."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.events import Resize
from textual.screen import Screen

from modelport.defects import as_defect
from modelport.errors import ModelportError
from modelport.journal import last_cut_off, load
from modelport.request import Target
from modelport.request_file import write_request
from modelport.wizard import saved
from modelport.wizard.draft import Draft
from modelport.wizard.saved import SavedDraft

from .diagnostics import error_lines
from .home.screen import HomeScreen
from .palette import commands
from .requests import BrowseRequested, NewVersionRequested, PlaceRequested
from .run.done import AnotherRequested, DoneScreen, first_trials
from .run.screen import RunScreen
from .run.start import cut_off_run, new_run
from .run.summary import closing_lines
from .run.trials import Trials
from .run.trouble import LEFT
from .wizard.new_version import NewVersionScreen
from .wizard.review import ReviewForm
from .wizard.screen import WizardScreen

LEAST_COLUMNS, LEAST_ROWS = 60, 15


class ModelportApp(App[None]):
    """`fresh` is the draft that flags, file and settings give; `left` one that was left before its end."""

    TITLE = "Modelport"
    ENABLE_COMMAND_PALETTE = True
    CSS_PATH = "app.tcss"
    BINDINGS = [Binding("ctrl+q", "quit", show=False), Binding("ctrl+c", "quit", show=False)]

    def __init__(
        self,
        fresh: Draft,
        left: SavedDraft | None = None,
        at_home: bool = False,
        save: Path | None = None,
        first: Screen[None] | None = None,
    ) -> None:
        super().__init__()
        self._fresh, self._left, self._at_home, self._save, self._first = fresh, left, at_home, save, first
        self.closing: tuple[str, ...] = ("Nothing was created.",)
        self.exit_code = 130
        self._deployed: Draft | None = None
        self._is_small = False
        self._trials: dict[str, Trials] = {}

    def on_resize(self, event: Resize) -> None:
        """Say so where the terminal has become too small for a form."""
        is_small = event.size.width < LEAST_COLUMNS or event.size.height < LEAST_ROWS
        if is_small and not self._is_small:
            message = f"{event.size.width}×{event.size.height} is too small: at least {LEAST_COLUMNS}×{LEAST_ROWS}, "
            self.notify(f"{message}or modelport deploy --plain.", severity="warning", markup=False)
        self._is_small = is_small

    def on_mount(self) -> None:
        """Show the first screen."""
        self.push_screen(self._first_screen())

    def _handle_exception(self, error: Exception) -> None:
        """A defect closes the app with words in the scrollback; tests get the exception itself."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        known = error if isinstance(error, ModelportError) else as_defect(error)
        self.closing, self.exit_code = error_lines(known), known.exit_code
        self.exit()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        return commands(screen, super().get_system_commands(screen))

    def _first_screen(self) -> Screen[None]:
        if self._first:
            self.closing, self.exit_code = (), 0
            return self._first
        if self._at_home or self._left:
            return HomeScreen(self._left, last_cut_off() if self._at_home else None)
        return WizardScreen(self._fresh)

    @on(HomeScreen.Chosen)
    def _chosen(self, message: HomeScreen.Chosen) -> None:
        if message.what == "browse":
            self._browse(Target(self._fresh.request().target.platform, self._fresh.text("target.project")))
            return
        if message.what == "resume" and (run := last_cut_off()):
            self._show_run(RunScreen(load(run.id).request, None, cut_off_run(run.id)))
            return
        draft, start = self._fresh, 0
        if message.what == "continue" and self._left:
            draft = saved.restored(draft, self._left)
            start = saved.last_step(draft)
        self.switch_screen(WizardScreen(draft, start))

    @on(WizardScreen.Left)
    def _left_wizard(self, message: WizardScreen.Left) -> None:
        if message.kept:
            self.closing = ("Nothing was created. What you typed is kept: modelport deploy offers it.",)
        self.exit()

    def _browse(self, target: Target) -> None:
        from .browse.screen import BrowseScreen
        from .browse.source import PlatformSource

        self.push_screen(BrowseScreen(PlatformSource(target)))

    @on(BrowseRequested)
    def _browse_requested(self, message: BrowseRequested) -> None:
        self._browse(message.target)

    @on(PlaceRequested)
    def _place_requested(self, message: PlaceRequested) -> None:
        """Another browser takes the place of the one that asks, and of what is above it."""
        from .browse.screen import BrowseScreen
        from .browse.source import PlatformSource

        while not isinstance(self.screen, BrowseScreen) and len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(BrowseScreen(PlatformSource(message.target, message.region, message.read_only)))

    @on(NewVersionRequested)
    def _new_version(self, message: NewVersionRequested) -> None:
        self.push_screen(NewVersionScreen(message.draft))

    @on(WizardScreen.Completed)
    def _completed(self, message: WizardScreen.Completed) -> None:
        self._deployed = message.draft
        if self._save:
            write_request(message.draft.request(), self._save)
        draft = message.draft
        request, artifact, there = draft.request(), draft.seen.artifact, draft.standing()
        self._show_run(RunScreen(request, artifact, new_run(request, artifact, there), there))

    def _show_run(self, screen: RunScreen) -> None:
        self.closing = ("modelport runs lists what was started.",)
        self.push_screen(screen, self._back_from_run)

    def _back_from_run(self, _nothing: None) -> None:
        if isinstance(self.screen, WizardScreen):
            self.screen.look_anew()

    @on(ReviewForm.JumpRequested)
    async def _jump(self, message: ReviewForm.JumpRequested) -> None:
        if isinstance(self.screen, WizardScreen):
            await self.screen.jump(message.key)

    @on(RunScreen.Finished)
    def _finished(self, message: RunScreen.Finished) -> None:
        if self._deployed:
            saved.forget(self._deployed)
        self.closing, self.exit_code = closing_lines(message.request, message.event), 0
        trials = self._trials.setdefault(message.event.run_id, first_trials(message.event, message.request))
        self.push_screen(DoneScreen(message.event, message.request, trials))

    @on(RunScreen.Abandoned)
    def _abandoned(self) -> None:
        self.closing, self.exit_code = (LEFT,), 130
        self.exit()

    @on(RunScreen.Stopped)
    def _stopped(self, message: RunScreen.Stopped) -> None:
        self.closing, self.exit_code = message.lines, message.exit_code

    @on(AnotherRequested)
    def _another(self) -> None:
        from modelport.settings import find_settings
        from modelport.wizard.starting import new_draft

        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(WizardScreen(new_draft(find_settings())))
