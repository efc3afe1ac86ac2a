"""What every screen of the browser shares: it watches, says what fails, runs commands, and may move elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from textual import on
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from modelport.errors import ModelportError
from modelport.inventory.columns import ago
from modelport.request import Target

from ..actions import ACTIONS
from ..diagnostics import error_lines
from ..requests import PlaceRequested
from ..widgets.safe_text import MUTED, line
from ..wizard.help import HelpModal
from .command_table import COMMANDS, Typed
from .dialogs.command import CommandDialog
from .failing import failure_lines
from .moving import HELP
from .palette import BrowseCommands, CommandTyped
from .source import Source, endpoints
from .title import title
from .watching import Blind, Looking, Watching

AGES_SECONDS = 5.0
"""Between two drawings of ages in the table; the title's are drawn every second."""
IN_USE_SECONDS, USED_SECONDS = 3.0, 10.0
"""What is in sight may be so old while somebody is at work; for so long after a key somebody is."""
READ_SECONDS = 10.0
"""After which what was said has been read by whoever presses a key."""
GOES_ON = "…"
"""The end of a sentence about what is under way."""
TYPED = frozenset({"filter", "command"})
"""Actions whose key comes before any widget's, so that what is typed behind it in one go goes where it leads."""
CHANGING = frozenset(action.name for action in ACTIONS if action.changes)


class BrowseHelp(HelpModal):
    """Keys of a screen of the browser, and the commands."""

    BINDINGS = [("?", "dismiss(None)", "close")]

    def __init__(self, place: str) -> None:
        super().__init__("Browse", [], place)

    def on_mount(self) -> None:
        """The commands come after the keys."""
        rows = [f"  {each.usage:<30} {each.help}\n" for each in COMMANDS]
        self.query_one(VerticalScroll).mount(
            Static(line((f"{HELP}\n\n", MUTED), ("Commands\n", "bold"), *rows), markup=False)
        )


class CommandScreen(Screen[None]):
    """A screen with a command line that looks again and again; what it shows is its own affair."""

    COMMANDS = Screen.COMMANDS | {BrowseCommands}
    PLACE = "browse"

    def __init__(self, source: Source, look: Looking[Message]) -> None:
        super().__init__()
        self._source = source
        self._watching = Watching(look, self)
        self._failures: Mapping[str, ModelportError] = {}
        self._said = ""
        self._is_blind = False
        self._last_seen: Mapping[str, datetime] = {}
        self._seen_at = self._used_at = source.now()
        self._noticed_at: datetime | None = None

    @property
    def endpoints(self) -> tuple[str, ...]:
        """What `:region` may name."""
        return endpoints(self._source.target)

    def begin(self) -> None:
        """Look, and show ages as they grow."""
        self._watching.start()
        self.set_interval(AGES_SECONDS, self.draw)
        self.set_interval(1.0, self._tick)

    def on_unmount(self) -> None:
        """A thread outlives the screen: tell it."""
        self._watching.stop()

    # What is said

    def notice(self, text: str, style: str = "", command: str = "") -> None:
        """Say what happened, with what does the same on the command line; a key takes it away once it is old."""
        self._noticed_at = None if not text or text.endswith(GOES_ON) else self._source.now()
        self.query_one("#notice", Static).update(line((text, style), (f"\n$ {command}" if command else "", MUTED)))

    def failed(self, error: ModelportError) -> None:
        """Say why it did not happen."""
        self.notice("\n".join(error_lines(error)), "$text-error")

    @property
    def age(self) -> float:
        """Seconds since what is in sight was seen."""
        return (self._source.now() - self._seen_at).total_seconds()

    @property
    def silent(self) -> dict[str, str]:
        """Endpoints that do not answer, each with how old what it said last is."""
        now, seen = self._source.now(), self._last_seen
        return {place: ago(seen[place].isoformat(), now) if place in seen else "" for place in self._failures}

    def say_failures(self, failures: Mapping[str, ModelportError], last_seen: Mapping[str, datetime]) -> bool:
        """Say once which endpoints could not be asked; gives whether there was something new to say."""
        self._seen_at, self._last_seen = self._source.now(), last_seen
        before, self._said = self._said, failure_lines(failures)
        self._failures, self._is_blind = failures, False
        if self._said != before:
            self.notice(self._said, "$text-warning")
            self._noticed_at = None  # it lasts as long as the failure
        return self._said != before

    @on(Blind)
    def _blind(self, message: Blind) -> None:
        self._is_blind = True
        self.failed(message.error)
        self._noticed_at = None
        self.draw()

    def show_table(self, table: Widget, has_rows: bool) -> None:
        """Show it while there are rows; one that comes back takes the keys again, unless somebody types."""
        is_back = has_rows and not table.display
        table.display = has_rows
        if is_back and not isinstance(self.focused, Input):
            self.set_focus(table)

    def why_empty(self, noun: str, is_complete: bool, otherwise: str) -> str:
        """What stands in place of rows; `otherwise` where there are none for certain."""
        if self._is_blind:
            return "Nothing can be seen. r tries again."
        if not is_complete:
            return "Looking at every endpoint…"
        if self._failures:
            return f"No {noun} was found, and an endpoint could not be asked. r tries again."
        return otherwise

    def show_title(self, counts: str, state: str) -> None:
        """The first line."""
        silent = len(self._failures)
        self.query_one("#title", Static).update(
            title(self._source, counts, state, self.size.width, silent), layout=False
        )

    def draw_title(self) -> None:
        """Draw the first line with the age as it is now."""

    def draw(self) -> None:
        """Draw what was seen last, with ages as they are now."""

    def action_refresh(self) -> None:
        """Look again now; a failure that is still there is said anew."""
        self.notice("")
        self._said = ""
        self._watching.look_now()

    # Who looks on

    def on_app_focus(self) -> None:
        """Look often while somebody looks on."""
        self._watching.focus(True)

    def on_app_blur(self) -> None:
        """Look rarely."""
        self._watching.focus(False)

    def on_key(self) -> None:
        """Somebody is at work here: don't leave old rows in sight."""
        self._used_at = self._source.now()
        if self._noticed_at and (self._used_at - self._noticed_at).total_seconds() >= READ_SECONDS:
            self.notice(self._said, "$text-warning")
            self._noticed_at = None
        self._look_if_old()

    def _tick(self) -> None:
        self.draw_title()
        if (self._source.now() - self._used_at).total_seconds() < USED_SECONDS:
            self._look_if_old()

    def _look_if_old(self) -> None:
        if self.age >= IN_USE_SECONDS and self.app.app_focus and not self._is_blind:
            self._watching.look_now()

    def on_screen_suspend(self) -> None:
        """A dialog leaves it in sight; another screen covers it."""
        self._watching.show(self.app.screen.is_modal)

    def on_screen_resume(self) -> None:
        """It is in sight again."""
        self._watching.show(True)

    # What is typed

    def action_command(self) -> None:
        """Type a command."""
        self.app.push_screen(CommandDialog("", self.endpoints), self._typed)

    def action_help(self) -> None:
        """Explain the keys."""
        self.app.push_screen(BrowseHelp(f"{self.PLACE}-read-only" if self._source.read_only else self.PLACE))

    def action_quit_browser(self) -> None:
        """Leave."""
        self.app.exit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a read-only session, what changes something is not there; where text is typed, `/` and `:` are text."""
        is_text = action in TYPED and isinstance(self.focused, Input)
        return not is_text and not (self._source.read_only and action in CHANGING)

    def action_operations(self) -> None:
        """Show the operations."""
        self.show("operations")

    def action_models(self) -> None:
        """Show the models."""
        self.show("models")

    @on(CommandTyped)
    def _command_typed(self, message: CommandTyped) -> None:
        self._typed(message.typed)

    def _typed(self, typed: Typed | None) -> None:
        if typed is None:
            return
        target, region = self._source.target, self._source.region
        match typed.name:
            case "quit":
                self.action_quit_browser()
            case "help":
                self.action_help()
            case "target":
                self._go(Target("local" if typed.argument == "local" else "ai-platform", target.project), region)
            case "project":
                self._go(Target(target.platform, typed.argument), region)
            case "region":
                self._go(target, typed.argument)
            case _:
                self.show(typed.name, typed.argument)

    def _go(self, target: Target, region: str) -> None:
        self.app.post_message(PlaceRequested(target, region, self._source.read_only))

    def show(self, what: str, argument: str = "") -> None:
        """Bring `versions`, `models` or `operations` into sight; of versions, the one that `argument` names."""
