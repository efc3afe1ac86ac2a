"""A run in sight: the steps, the nodes' log, and what to do when it fails or is cancelled."""

from __future__ import annotations

import threading

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Log, Static

from modelport.artifacts.report import ArtifactReport
from modelport.defects import as_defect
from modelport.durations import Usual, usual_durations
from modelport.errors import ModelportError
from modelport.events import LogWritten, Retried, RunCancelled, RunFinished, RunStarted, StepFailed
from modelport.request import DeploymentRequest
from modelport.standing import NOTHING, Standing

from ..actions import bindings_of
from ..bridge import Progressed, Reported, RunEnded, pump
from ..notice import RunNotice, screen_writer
from ..visible import visible
from ..widgets.key_footer import KeyFooter
from ..widgets.safe_text import MUTED, line
from ..wizard.help import HelpModal
from .outcome import OutcomeBox
from .start import Start
from .steps import StepList
from .trouble import ending_lines, going_on, retrying

LOG_LINES = 2_000
SHORT_ROWS = 32
"""Below so many rows the log makes way for the end of a run that failed or was cancelled; `l` brings it back."""


class RunScreen(Screen[None]):
    """Runs the plan of a request in a thread and shows its events."""

    CSS_PATH = "screen.tcss"
    BINDINGS = bindings_of("run")

    class Finished(Message):
        """The version is ready."""

        def __init__(self, event: RunFinished, request: DeploymentRequest) -> None:
            super().__init__()
            self.event, self.request = event, request

    class Stopped(Message):
        """The run ended early; `lines` say why and how to go on."""

        def __init__(self, lines: tuple[str, ...], exit_code: int) -> None:
            super().__init__()
            self.lines, self.exit_code = lines, exit_code

    class Expected(Message):
        """How long the steps usually take."""

        def __init__(self, usual: dict[str, Usual]) -> None:
            super().__init__()
            self.usual = usual

    class Abandoned(Message):
        """Somebody leaves without waiting for the run's end; its journal knows how far it came."""

    def __init__(
        self, request: DeploymentRequest, report: ArtifactReport | None, start: Start, there: Standing = NOTHING
    ) -> None:
        super().__init__()
        self._request, self._report, self._there = request, report, there
        self._start = start
        self._cancel = threading.Event()
        self.is_over = False
        self._quits = False
        self._already = 0
        self._finished: RunFinished | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield StepList()
        yield Static("log", id="log-title", markup=False)
        yield Log(id="log", max_lines=LOG_LINES, highlight=False)
        with OutcomeBox(id="outcome-box"):
            yield Static(id="outcome", markup=False)
        yield KeyFooter("run")

    def on_mount(self) -> None:
        """Start the run."""
        self._notice = RunNotice(f"version {self._request.version.name}", screen_writer(self.app))
        self._show_title("deploying")
        self.query_one("#outcome-box").display = False
        self.run_worker(self._run, thread=True)
        self._clock = self.set_interval(0.5, self.query_one(StepList).draw)

    def _show_title(self, doing: str) -> None:
        text = f"  {doing}  {self._request.model.name} {self._request.version.name} · {self._request.region_on_wire}"
        self.query_one("#title", Static).update(line((" Modelport", "bold $accent"), (text, MUTED)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A run that is over can't be cancelled: the key quits then, as everywhere."""
        return action != "cancel_run" or not self.is_over

    def _run(self) -> None:
        """In a thread: show every event, and whatever ends the thread."""
        try:
            self.post_message(self.Expected(usual_durations(self._request)))
            pump(self._start(self._cancel), self, self._cancel)
        except Exception as error:  # noqa: BLE001 the end of the thread: whatever it is has to be shown
            known = error if isinstance(error, ModelportError) else as_defect(error)
            self.post_message(Reported(StepFailed("", known)))
            self.post_message(RunEnded())

    def on_unmount(self) -> None:
        """A thread outlives the screen: tell it."""
        self._cancel.set()
        self._notice.close()

    @on(Expected)
    def _expected(self, message: Expected) -> None:
        self.query_one(StepList).expect(message.usual)

    @on(Progressed)
    def _progressed(self, message: Progressed) -> None:
        self.query_one(StepList).take(message.event)
        if message.event.kept > self._already:
            self._already = message.event.kept
            self._log((going_on(message.event),))

    @on(Reported)
    def _reported(self, message: Reported) -> None:
        event = message.event
        self._notice.take(event)
        match event:
            case RunStarted():
                self.query_one(StepList).begin(event.steps)
            case LogWritten():
                self._log(event.lines)
            case Retried():
                self.query_one(StepList).take(event)
                self._log((retrying(event),))
            case RunFinished():
                self._finished = event
                self._end("deployed")
                self.post_message(self.Finished(event, self._request))
            case StepFailed() | RunCancelled():
                self.query_one(StepList).take(event)
                self._stop(event)
            case _:
                self.query_one(StepList).take(event)

    def _log(self, lines: tuple[str, ...]) -> None:
        self.query_one("#log", Log).write_lines([visible(text) for text in lines])

    def _stop(self, event: StepFailed | RunCancelled) -> None:
        self._end("stopped")
        head, *rest = lines = ending_lines(event)
        code, colour = (event.error.exit_code, "error") if isinstance(event, StepFailed) else (130, "warning")
        content = line((head, f"bold $text-{colour}"), "\n" + "\n".join(rest))
        self.query_one("#outcome", Static).update(content)
        if is_short := self.size.height < SHORT_ROWS:
            self._show_log(shown=False)
        box = self.query_one("#outcome-box")
        box.set_class(is_short, "filling")
        box.display = True
        box.focus()
        self.post_message(self.Stopped(lines, code))

    def _end(self, how: str) -> None:
        self.is_over = True
        self._show_title(how)
        self.refresh_bindings()

    @on(RunEnded)
    def _ended(self) -> None:
        self._clock.stop()
        self.query_one(StepList).draw()
        if self._quits:
            self.call_later(self._exit)

    def _exit(self) -> None:
        """Leave once the app has heard the run's last words, which are on their way to it."""
        self.app.call_later(self.app.exit)

    def action_cancel_run(self) -> None:
        """Ask the run to stop; its last event says what exists."""
        self._ask_to_stop()

    def action_quit_run(self) -> None:
        """Stop the run, and leave once it has said what exists."""
        self._quits = True
        if self.is_over:
            self.app.exit()
        else:
            self._ask_to_stop()

    def _ask_to_stop(self) -> None:
        """A call that is under way can't be taken back: asked again, the app leaves without its answer."""
        if self._cancel.is_set():
            self.post_message(self.Abandoned())
        else:
            self._cancel.set()
            self._show_title("stopping after the call under way, ctrl+c again leaves at once: ")

    def action_leave(self) -> None:
        """Back to the answers; after a run that went well, on to its result."""
        if self._finished:
            self.post_message(self.Finished(self._finished, self._request))
        elif self.is_over:
            self.dismiss(None)
        else:
            self.notify("The run goes on: ctrl+c cancels it.", markup=False)

    def action_toggle_log(self) -> None:
        """Show or hide the log."""
        self._show_log(shown=not self.query_one("#log").display)

    def _show_log(self, *, shown: bool) -> None:
        for name in ("#log", "#log-title"):
            self.query_one(name).display = shown

    def action_equivalent(self) -> None:
        """Show the commands that do the same."""
        from .equivalent import EquivalentModal

        self.app.push_screen(EquivalentModal(self._request, self._report, self._there))

    def action_help(self) -> None:
        """Explain the keys."""
        self.app.push_screen(HelpModal("Run", [], "run"))
