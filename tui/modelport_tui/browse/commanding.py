"""What every screen of the browser shares: it runs commands, and may move to another place."""

from __future__ import annotations

from textual import on
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from modelport.request import Target

from ..requests import PlaceRequested
from ..widgets.safe_text import line
from ..wizard.help import HelpModal
from .command_table import COMMANDS, Typed
from .dialogs.command import CommandDialog
from .palette import BrowseCommands, CommandTyped
from .source import Source


class BrowseHelp(HelpModal):
    """Keys of a screen of the browser, and the commands."""

    BINDINGS = [("?", "dismiss(None)", "close")]

    def __init__(self, place: str) -> None:
        super().__init__("Browse", [], place)

    def on_mount(self) -> None:
        """The commands come after the keys."""
        rows = [f"  {each.usage:<30} {each.help}\n" for each in COMMANDS]
        self.query_one(VerticalScroll).mount(Static(line(("Commands\n", "bold"), *rows), markup=False))


class CommandScreen(Screen[None]):
    """A screen with a command line; what it shows is its own affair."""

    COMMANDS = Screen.COMMANDS | {BrowseCommands}
    PLACE = "browse"

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source

    def action_command(self) -> None:
        """Type a command."""
        self.app.push_screen(CommandDialog(), self._typed)

    def action_help(self) -> None:
        """Explain the keys."""
        self.app.push_screen(BrowseHelp(f"{self.PLACE}-read-only" if self._source.read_only else self.PLACE))

    def action_quit_browser(self) -> None:
        """Leave."""
        self.app.exit()

    def action_operations(self) -> None:
        """Show the operations."""
        self.show("operations")

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
                self.show(typed.name)

    def _go(self, target: Target, region: str) -> None:
        self.app.post_message(PlaceRequested(target, region, self._source.read_only))

    def show(self, what: str) -> None:
        """Bring `versions` or `operations` into sight."""
