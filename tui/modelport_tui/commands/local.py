"""`modelport local`: the embedded platform as a process."""

import argparse
import shlex
import sys

from ..diagnostics import note
from .formats import add_format


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    parser = commands.add_parser(
        "local",
        help="the embedded platform: start, stop, status, env, logs, reset",
        description="The embedded platform: a server on this machine that speaks the API of AI Platform Prediction.",
        epilog='example:\n  modelport local start --detach\n  eval "$(modelport local env)"',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    start = actions.add_parser("start", help="start it in the foreground, or with --detach behind")
    start.add_argument("--port", type=int, help="the port (default: the last one, or any)")
    start.add_argument("--detach", action="store_true", help="go on in the background")
    start.set_defaults(run=_start)
    actions.add_parser("stop", help="stop it").set_defaults(run=_stop)
    status = actions.add_parser("status", help="say whether it runs")
    add_format(status)
    status.set_defaults(run=_status)
    env = actions.add_parser("env", help="print what points Google's clients at it")
    env.add_argument("--format", choices=("sh", "json"), default="sh", help="export lines, or JSON")
    env.add_argument("--project", default="", help="the project for Google's clients (default: as the wizard)")
    env.set_defaults(run=_env)
    logs = actions.add_parser("logs", help="print the server's own log")
    logs.add_argument("--lines", type=int, default=50, help="how many of the last lines")
    logs.set_defaults(run=_logs)
    reset = actions.add_parser("reset", help="stop it and delete everything it stores")
    reset.add_argument("--yes", action="store_true", help="don't ask")
    reset.set_defaults(run=_reset)


def _start(args: argparse.Namespace) -> int:
    from modelport.platforms.local import LocalPlatform

    if not args.detach:
        return LocalPlatform().run(args.port)
    note(f"The embedded platform runs at {LocalPlatform().start(args.port).url}")
    return 0


def _stop(_args: argparse.Namespace) -> int:
    from modelport.platforms.local import LocalPlatform

    note("Stopped." if LocalPlatform().stop() else "It was not running.")
    return 0


def _status(args: argparse.Namespace) -> int:
    import msgspec

    from modelport.platforms.local import LocalPlatform

    from ..headless import output

    status = LocalPlatform().status()
    output.write(msgspec.to_builtins(status), args.format)
    return 0 if status.running else 1


def _env(args: argparse.Namespace) -> int:
    import json

    from modelport.platforms.local import LocalPlatform
    from modelport.settings import LOCAL_PROJECT, find_settings

    found = find_settings().project
    variables = LocalPlatform().env(args.project or (found.value if found else LOCAL_PROJECT))
    if args.format == "json":
        sys.stdout.write(json.dumps(variables, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())
    return 0


def _logs(args: argparse.Namespace) -> int:
    from modelport.platforms.local import LocalPlatform

    from ..visible import visible

    sys.stdout.writelines(visible(line) + "\n" for line in LocalPlatform().logs(args.lines))
    return 0


def _reset(args: argparse.Namespace) -> int:
    from modelport.errors import UsageError
    from modelport.home import local_home

    from ..terminal import can_show_screens

    question = f"Delete every bucket, object, model and version in {local_home()}? Type yes: "
    if not args.yes and not can_show_screens():
        raise UsageError("There is no terminal to ask on.", fix="Add --yes to delete everything that it stores.")
    if not args.yes and input(question).strip() != "yes":
        note("Nothing was deleted.")
        return 1
    return _delete_everything()


def _delete_everything() -> int:
    import shutil

    from modelport.home import local_home
    from modelport.platforms.local import LocalPlatform

    LocalPlatform().stop()
    shutil.rmtree(local_home(), ignore_errors=True)
    note("Stopped, and deleted everything that it stored.")
    return 0
