"""The first screen of `modelport`: what can be done, and the draft that was left."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from modelport.journal import RunSummary
from modelport.wizard.saved import SavedDraft, age

from ..actions import bindings_of
from ..widgets.key_footer import KeyFooter
from ..widgets.safe_text import MUTED, line
from ..wizard.help import HelpModal


class HomeScreen(Screen[None]):
    """Continue, deploy, browse, or leave."""

    CSS_PATH = "screen.tcss"
    BINDINGS = bindings_of("home")
    AUTO_FOCUS = "OptionList"

    class Chosen(Message):
        """What to do: `resume`, `continue`, `deploy` or `browse`."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, draft: SavedDraft | None, run: RunSummary | None = None) -> None:
        super().__init__()
        self._draft, self._run = draft, run

    def compose(self) -> ComposeResult:
        with Vertical(id="menu"):
            yield Static(line(("Modelport", "bold $accent")), markup=False)
            yield Static("From a trained model on disk to served predictions.", id="what", markup=False)
            yield _Menu(*self._options(), compact=True, markup=False)
        yield KeyFooter("home")

    def _options(self) -> list[Option]:
        options = [Option(line(("Deploy a model", "bold"), ("\n  from disk or from a bucket", MUTED)), "deploy")]
        if self._draft:
            about = self._draft.source or "no model chosen yet"
            note = f"\n  {about} · {self._draft.amount} · {age(self._draft)}"
            options.insert(0, Option(line(("Continue where you left off", "bold"), (note, MUTED)), "continue"))
        if self._run:
            options.insert(*self._rest_of(self._run))
        note = "\n  what is deployed, and how it does"
        options.append(Option(line(("Browse versions", "bold"), (note, MUTED)), "browse"))
        return options

    @staticmethod
    def _rest_of(run: RunSummary) -> tuple[int, Option]:
        """A run that was cut off is what somebody comes back for; one that was cancelled may be meant to stay so."""
        is_cut_off = run.state == "unfinished"
        title = f"Go on with a run that was {'cut off' if is_cut_off else run.state}"
        note = f"\n  {run.model} {run.version} · {run.when.astimezone():%Y-%m-%d %H:%M}"
        return (0 if is_cut_off else 1), Option(line((title, "bold"), (note, MUTED)), "resume")

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.post_message(self.Chosen(event.option_id or "deploy"))

    def action_deploy(self) -> None:
        """Deploy a model."""
        self.post_message(self.Chosen("deploy"))

    def action_browse(self) -> None:
        """Look at versions."""
        self.post_message(self.Chosen("browse"))

    def action_quit_wizard(self) -> None:
        """Leave."""
        self.app.exit()

    def action_help(self) -> None:
        """Explain the keys."""
        self.app.push_screen(HelpModal("Home", [], "home"))


class _Menu(OptionList):
    BINDINGS = [Binding("j", "cursor_down", show=False), Binding("k", "cursor_up", show=False)]
