"""The Textual app: it only moves between screens."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.events import Resize
from textual.screen import Screen

from modelport import own_commands as own
from modelport.defects import as_defect
from modelport.errors import ModelportError
from modelport.journal import last_cut_off, load
from modelport.request import DeploymentRequest, Target
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
from .wizard.review import ReviewForm
from .wizard.screen import LONG_NOTICE_SECONDS, WizardScreen

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
        self._under_way: DeploymentRequest | None = None
        self._ended_early: dict[str, DeploymentRequest] = {}
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
            return self._home()
        return WizardScreen(self._fresh)

    @on(HomeScreen.Chosen)
    def _chosen(self, message: HomeScreen.Chosen) -> None:
        if message.what == "browse":
            self._browse(Target(self._fresh.request().target.platform, self._fresh.text("target.project")))
            return
        if message.what == "resume" and (run := last_cut_off()):
            request = load(run.id).request
            self._show_run(RunScreen(request, None, cut_off_run(run.id)), request)
            return
        draft, start = self._fresh, 0
        if message.what == "continue" and self._left:
            draft = saved.restored(draft, self._left)
            start = saved.last_step(draft)
        self.push_screen(WizardScreen(draft, start, leads_back=True), self._home_again)

    def _home_again(self, _nothing: None) -> None:
        """The start screen, with the draft that was left just now."""
        self._left = saved.latest(self._fresh.text("artifact.source"))
        self.switch_screen(self._home())

    def _home(self) -> HomeScreen:
        return HomeScreen(self._left, last_cut_off() if self._at_home else None)

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
        self.push_screen(WizardScreen(message.draft, leads_back=True))

    @on(WizardScreen.Completed)
    def _completed(self, message: WizardScreen.Completed) -> None:
        draft = message.draft
        try:
            if self._save:
                write_request(draft.request(), self._save)
        except ModelportError as error:
            self.notify("\n".join(error_lines(error)), severity="error", timeout=LONG_NOTICE_SECONDS, markup=False)
            return
        self._deployed = draft
        request, artifact, there = draft.request(), draft.seen.artifact, draft.standing()
        self._show_run(RunScreen(request, artifact, new_run(request, artifact, there), there), request)

    def _show_run(self, screen: RunScreen, request: DeploymentRequest) -> None:
        self._under_way = request
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
        saved.forget_deployed(message.request)
        self._ended_early.pop(message.request.version_path, None)
        self.closing, self.exit_code = (*closing_lines(message.request, message.event), *self._before()), 0
        trials = self._trials.setdefault(message.event.run_id, first_trials(message.event, message.request))
        self.push_screen(DoneScreen(message.event, message.request, trials))

    @on(RunScreen.Abandoned)
    def _abandoned(self) -> None:
        self.closing, self.exit_code = (LEFT,), 130
        self.exit()

    @on(RunScreen.Stopped)
    def _stopped(self, message: RunScreen.Stopped) -> None:
        if self._under_way:
            self._ended_early.pop(self._under_way.version_path, None)
        self.closing, self.exit_code = (*message.lines, *self._before()), message.exit_code
        if self._under_way:
            self._ended_early[self._under_way.version_path] = self._under_way

    def _before(self) -> tuple[str, ...]:
        """Where to look for what other runs of this session have left; what undoes them could undo the last one."""
        return tuple(
            line
            for request in self._ended_early.values()
            for line in (
                f"  Before that a run of {request.model.name} {request.version.name} ended early. What there is of it:",
                f"  $ {own.on_model(request, 'versions', 'list')}",
            )
        )

    @on(AnotherRequested)
    def _another(self) -> None:
        from modelport.settings import find_settings
        from modelport.wizard.starting import new_draft

        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(WizardScreen(new_draft(find_settings())))
