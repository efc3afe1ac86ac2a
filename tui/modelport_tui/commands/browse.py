"""`modelport browse`: the version browser."""

import argparse

from modelport.errors import UsageError

from .. import terminal
from ..diagnostics import note
from .project import known_region


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "browse",
        help="look at versions and operate them, on the screen",
        description="Look at the versions and operations of a project: find, inspect, compare, test and operate them. "
        "The embedded platform is started where it does not run.",
        epilog="example: modelport browse --project my-project --read-only",
    )
    parser.add_argument(
        "--target", choices=("local", "ai-platform"), help="the platform (default: the one used last, at first local)"
    )
    parser.add_argument("--project", metavar="ID", help="the project")
    parser.add_argument("--region", default="", metavar="REGION", help="an endpoint (default: all of them are asked)")
    parser.add_argument("--read-only", action="store_true", help="change nothing: hide and refuse every change")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Open the browser. Raises ModelportError."""
    if not terminal.can_show_screens():
        raise UsageError(
            "There is no terminal to show the browser on.",
            fix="The same as text or JSON:",
            command="modelport versions list",
        )
    return _show(args)


def _show(args: argparse.Namespace) -> int:
    from modelport.settings import find_settings
    from modelport.wizard.starting import new_draft

    from ..app import ModelportApp
    from ..browse.screen import BrowseScreen
    from ..browse.source import PlatformSource, endpoints
    from ..showing import show

    draft = new_draft(find_settings())
    for key, value in (("target.platform", args.target), ("target.project", args.project)):
        draft = draft.with_text(key, value) if value else draft
    target = draft.request().target
    region = known_region(args.region, endpoints(target)) if args.region else ""
    source = PlatformSource(target, region, args.read_only)
    app = ModelportApp(draft, first=BrowseScreen(source))
    show(app)
    for line in app.closing:
        note(line)
    return app.exit_code
