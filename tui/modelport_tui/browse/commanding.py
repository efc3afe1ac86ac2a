"""What every screen of the browser shares: it watches, runs commands, and may move to another place."""

from __future__ import annotations

from textual import on
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from modelport.request import Target

from ..actions import ACTIONS
from ..requests import PlaceRequested
from ..widgets.safe_text import MUTED, line
from ..wizard.help import HelpModal
from .command_table import COMMANDS, Typed
from .dialogs.command import CommandDialog
from .moving import HELP
from .palette import BrowseCommands, CommandTyped
from .source import Source
from .watching import Looking, Watching

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

    def on_unmount(self) -> None:
        """A thread outlives the screen: tell it."""
        self._watching.stop()

    def on_app_focus(self) -> None:
        """Look often while somebody looks on."""
        self._watching.focus(True)

    def on_app_blur(self) -> None:
        """Look rarely."""
        self._watching.focus(False)

    def on_screen_suspend(self) -> None:
        """A dialog leaves it in sight; another screen covers it."""
        self._watching.show(self.app.screen.is_modal)

    def on_screen_resume(self) -> None:
        """It is in sight again."""
        self._watching.show(True)

    def action_command(self) -> None:
        """Type a command."""
        self.app.push_screen(CommandDialog(), self._typed)

    def action_help(self) -> None:
        """Explain the keys."""
        self.app.push_screen(BrowseHelp(f"{self.PLACE}-read-only" if self._source.read_only else self.PLACE))

    def action_quit_browser(self) -> None:
        """Leave."""
        self.app.exit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a read-only session, what changes something is not there."""
        return not (self._source.read_only and action in CHANGING)

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
